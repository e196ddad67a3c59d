"""The user site brings no package of the stack into an environment.

`pip install --user`, and pip run by another Python of the same series, write into ~/.local (on
Windows into APPDATA). A conda environment searches it before its own packages, so what is imported
is not what conda lists; a virtual environment sees it only together with the system's packages.

How it is known: the folders of sys.path that lie in the user's own base folder, and the stack's
modules in them. For the system's Python the user site is the usual place and not judged.

Bad: torch in ~/.local beside the torch of a conda environment. Good: PYTHONNOUSERSITE=1, or nothing there.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.copies import evidence_of, names_of, taken_from
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import HIGH, INFO, MEDIUM, PYTHON, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "python.user_site",
    PYTHON,
    _("the user site brings no package of the stack into an environment"),
)
_ASK_IT_FIRST = ("conda", "conda-base")
"""Environments that search the user site before their own packages."""


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The stack's modules that the user site gives."""
    kind = facts.interpreter.known().kind
    taken = taken_from(facts, "user site")
    if kind == "system" or not taken:
        return
    hidden = [item for item in taken if item.hidden]
    yield RULE.finding(
        WARNING if hidden or kind in _ASK_IT_FIRST else INFO,
        cause="module_shadowed" if hidden else "wrong_environment_active",
        confidence=HIGH if hidden else MEDIUM,
        variant="hides" if hidden else "mixes",
        title=_("the user site hides the environment's own {modules}")
        if hidden
        else _("{modules} come from the user site, not from this environment"),
        why=_(
            "Packages in {path} are shared by all Pythons of this series: another project changes them, and "
            "what this environment installs does not take effect."
        ),
        params={"modules": names_of(hidden or taken), "path": taken[0].path},
        evidence=evidence_of(facts, hidden or taken),
        goals=(
            Manual(
                _("set PYTHONNOUSERSITE=1, and install into the environment what it then lacks")
            ),
        ),
    )
