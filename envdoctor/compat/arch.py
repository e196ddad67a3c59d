"""Which GPUs a compiled binary runs on: cubins, PTX, and what is not known of them."""

from __future__ import annotations

from envdoctor.compat.versions import Capability
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

CUBIN = "cubin"
PTX = "ptx"
NOTHING = "none"
UNKNOWN = "unknown"

TEGRA = frozenset({(5, 3), (6, 2), (7, 2), (8, 7)})
"""Integrated GPUs that the vendor's guide excludes from cubin compatibility; reports disagree."""


class RunsOn(NamedTuple):
    """How a binary serves one compute capability. False in a condition only when it does not."""

    kind: str
    """"cubin": compiled code; "ptx": compiled by the driver when loaded; "none"; "unknown"."""
    target: str
    """What serves it ("sm_80", "compute_120"), or, when unknown, what perhaps does; else ""."""

    @property
    def works(self) -> Optional[bool]:
        """Whether it runs; None when that is not known."""
        return None if self.kind == UNKNOWN else self.kind != NOTHING

    def __bool__(self) -> bool:
        return self.kind != NOTHING


class ArchList(NamedTuple):
    """The GPU architectures compiled into one torch binary."""

    torch: str
    variant: str
    platform: str
    package: str
    """"wheel" or "conda"."""
    cubins: Optional[Tuple[str, ...]]
    """("sm_80", "sm_90a" ...); None when not established."""
    ptx: Optional[Tuple[str, ...]]
    """("compute_120",); empty: none; None when not established."""
    seen_in_binary: bool
    """Whether the list was read from the binary itself."""
    certainty: str
    """"high", "medium", "low" or "unknown"."""
    note: str
    source: str
    as_of: str

    def runs_on(self, capability: Capability) -> RunsOn:
        """How the binary serves this compute capability.

        A cubin serves its major version from its minor on, PTX everything from its capability on
        (given a driver at least as new as the toolkit that wrote it). On Tegra a cubin of another
        minor may or may not run: unknown. Source: CUDA programming guide, compute capabilities.
        """
        if self.cubins is None:
            return RunsOn(UNKNOWN, "")
        cubin = _best(self.cubins, capability, jit=False)
        exact = cubin is not None and _target(cubin)[0] == capability
        if cubin is not None and (exact or capability not in TEGRA):
            return RunsOn(CUBIN, cubin)
        ptx = _best(self.ptx or (), capability, jit=True)
        if ptx is not None:
            return RunsOn(PTX, ptx)
        if cubin is not None:
            return RunsOn(UNKNOWN, cubin)
        return RunsOn(UNKNOWN if self._ptx_might_serve(capability) else NOTHING, "")

    def _ptx_might_serve(self, capability: Capability) -> bool:
        """PTX is kept for listed architectures: one that is not above the GPU's might hide some."""
        if self.ptx is not None or self.cubins is None:
            return False
        return any(_target(name)[0] <= capability for name in self.cubins)


def _target(name: str) -> Tuple[Capability, str]:
    """("sm_90a" or "compute_120") as its capability and suffix ("", "a", "f")."""
    digits = name.rpartition("_")[2]
    suffix = digits[-1] if digits[-1] in "af" else ""
    number = int(digits[:-1] if suffix else digits)
    return (number // 10, number % 10), suffix


def _serves(name: str, capability: Capability, *, jit: bool) -> bool:
    own, suffix = _target(name)
    if suffix == "a":
        return own == capability
    if jit and not suffix:
        return own <= capability
    return own[0] == capability[0] and own[1] <= capability[1]


def _best(names: Tuple[str, ...], capability: Capability, *, jit: bool) -> Optional[str]:
    serving = [name for name in names if _serves(name, capability, jit=jit)]
    return max(serving, key=_target, default=None)
