"""What the CUDA table answers with."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import Capability, numbers
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Mapping, Optional

BY_TOOLKIT = "toolkit"
BY_FAMILY = "family"
BY_CAPABILITY = "capability"


class DriverNeed(NamedTuple):
    """The lowest NVIDIA driver that will do."""

    minimum: str
    """"525.60.13"; a branch alone ("580") where no more is established."""
    by: str
    """Why: "toolkit" (its own driver), "family" (minor version compatibility), "capability"."""
    recommended: Optional[str]
    """The driver that came with the toolkit's first release; None when not established."""
    certainty: str
    source: str

    def met_by(self, driver: str) -> bool:
        """Whether a driver will do; raises ValueError for what is no version."""
        return numbers(driver) >= numbers(self.minimum)


class CapabilityRange(NamedTuple):
    """The toolkits that generate code for one compute capability."""

    capability: Capability
    first: Optional[str]
    """None when not established."""
    last: Optional[str]
    """None when no toolkit has dropped it."""
    certainty: str
    note: str
    source: str


class HostCompiler(NamedTuple):
    """The newest host compilers that a toolkit accepts. None: not established."""

    toolkit: str
    gcc_max: Optional[int]
    """Newest gcc major."""
    clang_max: Optional[int]
    """Newest clang major."""
    msc_min: Optional[int]
    """Oldest _MSC_VER (1920 is Visual Studio 2019)."""
    msc_below: Optional[int]
    """The first _MSC_VER that is refused."""
    gcc_max_torch: Optional[int]
    """Newest gcc major that torch's own build helper lets through."""
    certainty: str
    note: str
    source: str


class GccBound(NamedTuple):
    """The bound that torch.utils.cpp_extension sets on gcc for one CUDA."""

    upper: str
    inclusive: Optional[bool]
    """Whether `upper` itself is accepted; None when not established."""
    source: str


class GccMinimum(NamedTuple):
    """The oldest gcc that takes torch's headers."""

    major: int
    standard: str
    """The C++ that they are written in: "C++17"."""
    source: str


def read_host_compiler(row: Mapping[str, Any], document: Document) -> HostCompiler:
    """One row of the block host_compiler."""
    return HostCompiler(
        toolkit=row["toolkit"],
        gcc_max=row.get("gcc_max"),
        clang_max=row.get("clang_max"),
        msc_min=row.get("msc_min"),
        msc_below=row.get("msc_below"),
        gcc_max_torch=row.get("gcc_max_torch"),
        certainty=row["certainty"],
        note=row.get("note", ""),
        source=document.cite(row["source"]),
    )
