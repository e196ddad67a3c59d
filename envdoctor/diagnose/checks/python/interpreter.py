"""The environment's Python is there.

A virtual environment holds a link to the Python that made it. Once that Python is upgraded, moved or
removed, the link leads nowhere: nothing runs in the environment, though all its packages are in place.

How it is known: the environment's bin/python (Scripts/python.exe), followed to its end.

Bad: .venv/bin/python leads to /usr/bin/python3.10, which an upgrade took away. Good: it leads to a file.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, PYTHON, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("python.interpreter", PYTHON, _("the environment's Python is there"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The interpreter's own file."""
    python = facts.interpreter.known()
    if python.present:
        return
    path = python.executable or python.prefix
    yield RULE.finding(
        ERROR,
        cause="interpreter_broken",
        title=_("the Python of this environment is gone: {path} leads nowhere"),
        why=_(
            "The environment was made with a Python ({base}) that is no longer there. Nothing can run in it."
        ),
        params={"path": path, "base": python.base_prefix or "?"},
        evidence=(facts.interpreter.evidence("python", f"{path}: no such file"),),
        goals=(
            Manual(
                _(
                    "make the environment anew with a Python that is there, and install its packages again"
                )
            ),
        ),
    )
