"""The environment's Python is 3.7 or newer.

MMAction2 1.x, mmengine and mmcv 2.x are written for Python 3.7 and newer; an older one stops at the
first f-string or annotation it does not know.

How it is known: the version that the environment's own files name (pyvenv.cfg, conda-meta or the
folder lib/pythonX.Y).

Bad: Python 3.6.15. Good: Python 3.8.18.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import Installed, below_minimum
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import PYTHON, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("python.minimum", PYTHON, _("Python is 3.7 or newer"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Python against the minimum."""
    python = facts.interpreter.known()
    installed = Installed(
        "Python", python.version, facts.interpreter.evidence("python.version", python.version)
    )
    goal = Manual(_("create a new environment with Python 3.8 or newer"))
    yield from below_minimum(RULE, tables, "python", "python_too_old", installed, (goal,))
