"""What goes with what on one machine: a row for every build of torch, and why not where it does not."""

from __future__ import annotations

from envdoctor.model.facts import Facts
from envdoctor.model.plan import Change, Member
from envdoctor.model.private import Private
from envdoctor.model.request import Request
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Optional, Tuple

WORKS = "works"
NEARLY = "nearly"
NOT = "no"
VERDICTS = (WORKS, NEARLY, NOT)

RUNS = "ok"
TOO_OLD = "no"
NOT_KNOWN = "unknown"
NOT_NEEDED = ""
"""What the driver is to a build that has no CUDA."""


class Kernels(NamedTuple):
    """How one build serves GPUs of one compute capability."""

    gpu: str
    """"sm_86"."""
    kind: str
    """"cubin", "ptx", "none" or "unknown"; "" for a build without CUDA."""
    target: str
    """What serves it: "sm_80"."""


class Offer(NamedTuple):
    """One mmcv that somebody built for this torch and CUDA."""

    mmcv: str
    by: str
    """Id of the third party; "" for OpenMMLab."""
    state: str
    """"observed" or "inferred"."""
    pythons: Tuple[str, ...]
    """Those of this row that it was built for, oldest first."""


class Companion(NamedTuple):
    """The newest release of an optional package that goes with a row."""

    version: str
    """"" where none does."""
    python: str
    """The Python of the set that holds it."""
    why_not: Tuple[str, ...]
    """Names of what excludes it."""


class RowSet(NamedTuple):
    """The best set that holds this build of torch."""

    python: str
    numpy: int
    mmcv: str
    mmcv_from: str
    """"wheel" (OpenMMLab's), "lite", "third" or "source"."""
    mmcv_by: str
    """Id of the third party."""
    mmengine: str
    mmaction2: str


class Row(NamedTuple):
    """One build of torch."""

    torch: str
    variant: str
    """"cpu", "cu121"."""
    cuda: str
    """"12.1"; "" without."""
    verdict: str
    """A word of `VERDICTS`: "nearly" when one change makes it work."""
    is_chosen: bool
    """Whether it is what `install` would choose."""
    is_wanted: bool
    """Whether it is for the CUDA, or the CPU, that the machine or the request calls for."""
    driver: str
    """"ok", "no", "unknown", or "" for a build that needs none."""
    kernels: Tuple[Kernels, ...]
    pythons: Optional[Tuple[str, ...]]
    """Oldest first; None where not established."""
    wheels: Tuple[Offer, ...]
    """OpenMMLab's, newest first."""
    others: Tuple[Offer, ...]
    """Third parties', newest first."""
    numpy: Tuple[int, ...]
    """The majors that this torch was built for."""
    best: Optional[RowSet]
    """With the change, where there is one."""
    companions: Mapping[str, Companion]
    """Of mmdet and mmpose, where there is a set."""
    why_not: Tuple[str, ...]
    """Names of the smallest set of facts and rules that excludes it."""
    change: Optional[Change]
    """What makes a row work that nearly does."""


class MatrixReport(NamedTuple):
    """All rows of one machine that were asked for."""

    facts: Facts
    request: Request
    python: str
    """The Python that must be kept to; "" where it is free."""
    python_source: str
    """What says so: "--python", or where the interpreter was read."""
    choice: str
    """The torch that `install` would choose, among the rows or not: "2.1.2 (cu121)"; "" for none."""
    rows: Tuple[Row, ...]
    """Newest torch first, then newest CUDA."""
    left_out: int
    """How many builds for the platform are not among them."""
    reasons: Mapping[str, Member]
    """Every name in a `why_not` -> its sentence and source."""
    private: Private
    tables_as_of: str

    @property
    def ok(self) -> bool:
        """Whether any of the rows works as it is."""
        return any(row.verdict == WORKS for row in self.rows)
