"""What `install --dry-run`, `export` and `matrix` hand to the reports: the answer, and what it rests on."""

from __future__ import annotations

from envdoctor.model.facts import Facts
from envdoctor.model.listing import File, Listing
from envdoctor.model.plan import Pin, Rejected, Resolution
from envdoctor.model.private import Private
from envdoctor.model.request import Request
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Optional, Tuple


class Remark(NamedTuple):
    """Something that a reader of the plan must know besides it."""

    name: str
    """Stable, independent of the language: "index.unreachable", "driver.unknown"."""
    sentence: str
    """English template; `{because}` in it stands for the sentence below."""
    params: Mapping[str, str]
    because: str = ""
    """English template of a reason, with the same params."""
    source: str = ""
    """The rule that found it."""


class Settled(NamedTuple):
    """An answer, and what indexes said on the way to it."""

    resolution: Resolution
    listing: Optional[Listing] = None
    rejected: Tuple[Rejected, ...] = ()
    remarks: Tuple[Remark, ...] = ()
    files: Tuple[Tuple[str, File], ...] = ()
    """(pin's name, file) of every pin that an index lists: the file an installer would take."""


class PlanReport(NamedTuple):
    """One request on one machine, and the answer."""

    facts: Facts
    """The machine and the environment, or what was described of them."""
    request: Request
    """With everything that the call and the findings ask for."""
    resolution: Resolution
    listing: Optional[Listing]
    """What indexes and pages say of the pins; None where nobody was asked."""
    private: Private
    """Turns tokens back, for one's own terminal."""
    tables_as_of: str
    """The date of the oldest table that was used ("2026-11-22")."""
    rejected: Tuple[Rejected, ...] = ()
    """What the tables would have chosen, and an index that answered does not have."""
    remarks: Tuple[Remark, ...] = ()
    """Who did not answer, what is not known of the machine, what only a person can do."""
    files: Tuple[Tuple[str, File], ...] = ()
    """(pin's name, file) of every pin that an index lists: the file an installer would take."""

    def file_of(self, pin: Pin) -> Optional[File]:
        """The file that an installer would take for a pin; None where nobody told of it."""
        return dict(self.files).get(pin.name)
