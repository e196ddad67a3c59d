"""MMAction2 is installed.

Information only: an environment without it is not broken, and `envdoctor verify` proves torch and
video without it.

How it is known: no folder `mmaction` on the environment's path.

Bad: a fresh environment. Good: mmaction2 1.2.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, MMACTION2, Finding
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("mmaction2.present", MMACTION2, _("MMAction2 is installed"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Says when MMAction2 is not there."""
    if not facts.mmaction2.is_absent:
        return
    yield RULE.finding(
        INFO,
        cause="dependency_missing",
        title=_("MMAction2 is not installed in this environment"),
        why=_("Nothing is wrong with that; its layers above torch are not judged."),
        params={},
        evidence=(Evidence("mmaction", "absent", facts.mmaction2.source),),
    )
