"""What the verbs hand to the reports."""

from __future__ import annotations

from envdoctor.model.facts import Facts
from envdoctor.model.finding import Diagnosis, Finding, Fix, Mending
from envdoctor.model.private import Private
from envdoctor.model.project import Ignore
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Tuple


class Ignored(NamedTuple):
    """A finding that the project accepts, and its word for that."""

    finding: Finding
    ignore: Ignore


class CheckReport(NamedTuple):
    """What was seen, what is wrong, and what mends it."""

    facts: Facts
    diagnosis: Diagnosis
    mending: Mending
    ok: bool
    ignored: Tuple[Ignored, ...]
    """Findings that the project accepts; they do not count."""
    expired: Tuple[Ignore, ...]
    """What the project accepted up to a day that is over, and that is still found."""
    lost: Tuple[str, ...]
    """Facts that could not be read, or not in time: why the check could not finish."""
    private: Private
    """Turns tokens back, for one's own terminal."""
    tables_as_of: str
    """The date of the oldest table that was used ("2026-11-22")."""

    def fixes_of(self, finding: Finding) -> Tuple[Fix, ...]:
        """The commands that end one finding of this report."""
        return self.mending.fixes[self.diagnosis.findings.index(finding)]
