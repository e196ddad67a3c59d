"""What importing the stack in its own interpreter showed, and what its files are worth (`check --deep`)."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

IMPORTED = "imported"
FAILED = "failed"
CRASHED = "crashed"
HUNG = "hung"
NOT_THERE = "not there"
NOT_TRIED = "not tried"

MISSING = "missing"
SIZE = "size"
CHANGED = "changed"


class ImportFailure(NamedTuple):
    """Why an import did not succeed: the first error, not the ones that were raised over it."""

    error: str
    """The exception's type ("ModuleNotFoundError"), or how the process ended ("SIGSEGV")."""
    message: str
    missing: str
    """The module that was not found, where the error is that; else ""."""
    where: str
    """The module whose code raised it; "" when nothing told it."""


class ImportResult(NamedTuple):
    """One module, imported in the inspected interpreter."""

    module: str
    state: str
    """"imported", "failed", "crashed" (the process died), "hung", "not there" (not installed) or
    "not tried" (it stands on one that hangs)."""
    seconds: Optional[float]
    failure: Optional[ImportFailure]
    said: Tuple[str, ...]
    """Warnings that it printed."""


class SwallowedImport(NamedTuple):
    """An error that a module of mmaction caught and passed over, so that a part of it is not there."""

    module: str
    """The module that passed over it: "mmaction.models.roi_heads"."""
    hides: Tuple[str, ...]
    """Names that would have been there without the error."""
    failure: ImportFailure


class CudaDevice(NamedTuple):
    """A GPU as torch sees it."""

    name: str
    compute_capability: Tuple[int, int]


class CudaAnswer(NamedTuple):
    """What torch itself says of CUDA, asked in its own interpreter."""

    available: bool
    """`torch.cuda.is_available()`."""
    cuda: Optional[str]
    """`torch.version.cuda`."""
    archs: Tuple[str, ...]
    """`torch.cuda.get_arch_list()`."""
    devices: Tuple[CudaDevice, ...]
    problem: str
    """What torch said where it does not work; else ""."""


class FileDamage(NamedTuple):
    """A file that is not what its distribution's RECORD says."""

    distribution: str
    path: str
    kind: str
    """"missing", "size" (another size) or "changed" (another content)."""
