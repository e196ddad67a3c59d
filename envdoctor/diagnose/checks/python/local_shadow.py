"""No file in the working folder hides an installed package.

`python -c`, `python -m`, notebooks and an interactive Python look into the working folder first: a
torch.py there, or a checkout's folder mmaction, is imported in place of the installed package.

How it is known: the names of the stack's modules in the folder where envdoctor runs, and where the
environment holds them; a checkout that is itself the editable install is one place and not judged.

Bad: a file numpy.py beside the script. Good: the script in a folder without such names.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.copies import evidence_of, names_of, taken_from
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MEDIUM, PYTHON, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "python.local_shadow", PYTHON, _("no file in the working folder hides an installed package")
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The stack's modules that the working folder would give."""
    taken = taken_from(facts, "working folder")
    if not taken:
        return
    yield RULE.finding(
        WARNING,
        cause="module_shadowed",
        confidence=MEDIUM,
        title=_("the working folder hides the installed {modules}"),
        why=_(
            "A Python that is started here imports {path} first. Whether yours does depends on how it is "
            "started: a script sees its own folder in place of the working folder."
        ),
        params={"modules": names_of(taken), "path": taken[0].path},
        evidence=evidence_of(facts, taken),
        goals=(Manual(_("rename what hides the package, or start Python from another folder")),),
    )
