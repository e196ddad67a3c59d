"""The values of the resolver's axes: a binary of torch, a way to mmcv, where mmcv comes from."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import FrozenSet, Optional, Tuple

OFFICIAL = "official"
THIRD_PARTY = "third party"
COMPILED = "compiled"
ORIGINS = (OFFICIAL, THIRD_PARTY, COMPILED)
"""Where mmcv comes from, best first: nothing is compiled where a wheel will do."""

WHEEL = "wheel"
LITE = "lite"
THIRD = "third"
SOURCE = "source"
NOT_BUILT = "not built"
"""Stands for the wheels that there are none of on this platform, so that a rule can say so."""

_ORIGIN_OF = {
    WHEEL: OFFICIAL,
    NOT_BUILT: OFFICIAL,
    LITE: OFFICIAL,
    THIRD: THIRD_PARTY,
    SOURCE: COMPILED,
}

LEFT_OUT = ""
"""The value of an optional package that is not installed."""


class Build(NamedTuple):
    """One binary of torch: a release in one variant. With no version: nothing is built here."""

    version: str
    variant: str
    """"cpu", "cu121"; what a platform's table says."""
    minor: str
    pythons: Optional[FrozenSet[str]]
    """None where not established."""
    torchvision: str
    """"" where it is not known which belongs to it."""
    tags: Tuple[str, ...]
    """Platform tags of its wheels on Linux; () where not established."""

    @property
    def cuda(self) -> str:
        """The "12.1" of "cu121"; "" without CUDA."""
        return cuda_of(self.variant)

    @property
    def label(self) -> str:
        """How people write it: "torch 2.1.2 (cu121)"."""
        return f"torch {self.version} ({self.variant})"


NO_BUILD = Build("", "", "", None, "", ())


class Artifact(NamedTuple):
    """One way to one mmcv."""

    kind: str
    """"wheel" (OpenMMLab's), "lite", "third", "source" or "not built"."""
    mmcv: str
    by: str
    """Id of the third party."""
    torch: Optional[str]
    """Minor of the torch that it was built for; None goes with every torch."""
    variant: Optional[str]
    observed: Tuple[str, ...]
    """Pythons whose wheel was seen."""
    pythons: Optional[FrozenSet[str]]
    """Pythons with a wheel, seen or expected; None goes with every Python."""
    architectures: Optional[Tuple[str, ...]]
    """Compute capabilities ("8.6") that a third party compiled for; None where nobody says."""
    url: str
    """The index of a third party."""

    @property
    def origin(self) -> str:
        """A word of `ORIGINS`."""
        return _ORIGIN_OF[self.kind]

    @property
    def folder(self) -> Optional[Tuple[str, str]]:
        """(torch minor, variant) that it is for; None goes with every torch."""
        return None if self.torch is None else (self.torch, self.variant or "")


def cuda_of(variant: str) -> str:
    """The "12.1" of "cu121"; "" for a variant without CUDA."""
    digits = variant[2:]
    return f"{digits[:-1]}.{digits[-1]}" if variant.startswith("cu") and digits.isdigit() else ""
