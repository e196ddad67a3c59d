"""Findings that the project accepts, with a reason and up to a day."""

from __future__ import annotations

from envdoctor.diagnose.runner import means
from envdoctor.model.finding import Diagnosis, Finding
from envdoctor.model.project import Ignore, Project
from envdoctor.model.report import Ignored
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List, Optional, Tuple


def accept(
    diagnosis: Diagnosis, project: Optional[Project], today: str
) -> Tuple[Diagnosis, Tuple[Ignored, ...], Tuple[Ignore, ...]]:
    """What still counts, what the project accepts, and what it accepted up to a day that is over.

    `today` is YYYY-MM-DD; an entry holds on its last day too.
    """
    if project is None or not project.ignores:
        return diagnosis, (), ()
    kept: List[Finding] = []
    ignored: List[Ignored] = []
    expired: List[Ignore] = []
    for finding in diagnosis.findings:
        entries = [entry for entry in project.ignores if means(entry.rule, finding.id)]
        holding = [entry for entry in entries if entry.until is None or entry.until >= today]
        if holding:
            ignored.append(Ignored(finding, holding[0]))
        else:
            kept.append(finding)
            expired += [entry for entry in entries if entry not in expired]
    return diagnosis._replace(findings=tuple(kept)), tuple(ignored), tuple(expired)
