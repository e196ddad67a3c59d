"""The activated environment is the one whose Python runs.

VIRTUAL_ENV and CONDA_PREFIX say what was activated, PATH decides what runs. They part when a second
environment is activated on top of the first, or when a start-up file puts another Python in front:
pip then installs into one environment and python runs another.

How it is known: VIRTUAL_ENV, CONDA_PREFIX, and the first real Python on PATH. An environment that was
named by --python or --env is not judged.

Bad: VIRTUAL_ENV of one environment while PATH leads to conda's base. Good: both say the same.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, LOW, MEDIUM, PYTHON, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "python.other_environment",
    PYTHON,
    _("the activated environment is the one whose Python runs"),
    requires=("python.interpreter",),
)
_ACTIVATED = ("VIRTUAL_ENV", "CONDA_PREFIX")


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """What was activated against what PATH starts."""
    python = facts.interpreter.known()
    if python.chosen_by not in _ACTIVATED:
        return
    first = facts.path_python.known()
    if not first.is_target:
        yield RULE.finding(
            WARNING,
            cause="wrong_environment_active",
            confidence=MEDIUM,
            variant="path",
            title=_("{variable} names this environment, but `python` starts {executable}"),
            why=_(
                "What was judged here is not what a bare `python` or `pip` uses in this shell: an install goes "
                "to the other one."
            ),
            params={"variable": python.chosen_by, "executable": first.executable},
            evidence=(
                facts.interpreter.evidence(python.chosen_by, python.prefix),
                facts.path_python.evidence("first Python on PATH", first.executable),
            ),
            goals=(
                Manual(
                    _(
                        "activate the environment again in this shell, or call its Python by its path"
                    )
                ),
            ),
        )
        return
    yield from _two_activated(facts)


def _two_activated(facts: Facts) -> Iterator[Finding]:
    """Two environments, both activated; conda's base under a virtual environment is the usual case."""
    values = {item.name: item.value for item in facts.variables.known()}
    names = [values.get(name, "") for name in _ACTIVATED]
    if not all(names) or names[0] == names[1] or values.get("CONDA_DEFAULT_ENV") in (None, "base"):
        return
    yield RULE.finding(
        INFO,
        cause="wrong_environment_active",
        confidence=LOW,
        variant="two",
        title=_("two environments are activated: {one} and {other}"),
        why=_(
            "The first one's Python runs. Libraries and compilers of the other may still be found through PATH."
        ),
        params={"one": names[0], "other": names[1]},
        evidence=tuple(
            facts.variables.evidence(name, value) for name, value in zip(_ACTIVATED, names)
        ),
    )
