"""PYTHONPATH puts no other copy of an installed package first.

Every entry of PYTHONPATH is searched before the environment's own packages; a line in a shell's
start-up file then outlives the environment it was meant for.

How it is known: the folders that PYTHONPATH names, and the stack's modules in them and in the
environment. A module that only PYTHONPATH brings hides nothing and is not judged.

Bad: PYTHONPATH with an old checkout of mmaction2 beside an installed mmaction2. Good: PYTHONPATH unset.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.copies import evidence_of, names_of, taken_from
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import PYTHON, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "python.pythonpath", PYTHON, _("PYTHONPATH puts no other copy of an installed package first")
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The stack's modules that PYTHONPATH gives though they are installed."""
    taken = [item for item in taken_from(facts, "PYTHONPATH") if item.hidden]
    if not taken:
        return
    yield RULE.finding(
        WARNING,
        cause="module_shadowed",
        title=_("PYTHONPATH hides the installed {modules}"),
        why=_(
            "Python imports {path}, whatever is installed or upgraded in the environment; the versions shown "
            "here are those of the copy on PYTHONPATH."
        ),
        params={"modules": names_of(taken), "path": taken[0].path},
        evidence=evidence_of(facts, taken),
        goals=(Manual(_("unset PYTHONPATH, or take that folder out of it")),),
    )
