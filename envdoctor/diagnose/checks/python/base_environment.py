"""The stack is not in conda's base environment.

conda itself runs in base: packages that pip changes there can break conda, and the environment cannot
be deleted and recreated.

How it is known: the environment's folder holds conda's own commands (condabin).

Bad: torch installed in miniconda's base. Good: torch in an environment made for it.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import stack_present
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, LOW, PYTHON, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("python.base_environment", PYTHON, _("the stack is not in conda's base environment"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Says when the stack shares conda's own environment."""
    python = facts.interpreter.known()
    present = stack_present(facts)
    if python.kind != "conda-base" or not present:
        return
    yield RULE.finding(
        INFO,
        cause="wrong_environment_active",
        confidence=LOW,
        title=_("{packages} are installed in conda's base environment"),
        why=_(
            "It works, but an environment of their own is easier to repair and keeps conda safe."
        ),
        params={"packages": ", ".join(present)},
        evidence=(facts.interpreter.evidence("environment", python.kind),),
    )
