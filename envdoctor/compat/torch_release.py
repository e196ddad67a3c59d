"""One PyTorch release as the table tells it."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.platforms import platform
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Mapping, Optional, Tuple

    Names = Tuple[str, ...]


class IndexDefault(NamedTuple):
    """What a plain install from the package index brings on one platform."""

    variant: str
    cuda: Optional[str]
    components: Mapping[str, str]
    """Versions of what it requires: cuda_runtime, cudnn, nccl, triton ..., as far as known."""


class VendorIndex(NamedTuple):
    """Where the other variants of a release are installed from."""

    style: str
    """"find-links", "extra-index-url" or "index-url"."""
    url: str
    """With `{variant}` where the variant's name belongs."""
    local_version_suffix: bool
    """Whether the version must be asked for with "+<variant>"."""


class Companions(NamedTuple):
    """torchvision and torchaudio of one torch."""

    torch: str
    torchvision: Optional[str]
    torchaudio: Optional[str]
    torchvision_requires: Optional[str]
    """What that torchvision declares of torch ("==2.1.2"); None when not established."""
    torchaudio_requires: Optional[str]
    certainty: str
    source: str


class Release(NamedTuple):
    """One torch release. A platform that a mapping lacks is not established."""

    version: str
    released: Optional[str]
    """Month, YYYY-MM."""
    on_index: bool
    """Whether the package index carries it."""
    python: Mapping[str, Names]
    """Platform to the Python minors that have a wheel."""
    variants: Mapping[str, Names]
    """Platform ("macos" for both) to the variants that were built."""
    index_default: Mapping[str, IndexDefault]
    vendor_index: VendorIndex
    conda_cuda: Names
    """CUDA versions of the conda channel's builds; empty where there are none."""
    conda_channel: Optional[str]
    cxx_extension: str
    """The C++ standard that its headers need: "C++14", "C++17", "C++20"."""
    linux_tags: Mapping[str, Names]
    """Machine to wheel platform tags ("manylinux_2_28_x86_64")."""
    notes: Names
    uncertain: Mapping[str, str]
    """What of the above is not certain, and how certain it is."""
    source: str
    as_of: str

    def pythons(self, system: str, machine: str) -> Optional[Names]:
        """Python minors with a wheel here ("3.8" ...); None when not established."""
        return self.python.get(platform(system, machine))

    def variants_here(self, system: str, machine: str) -> Optional[Names]:
        """Variants built for this platform; None when not established."""
        place = platform(system, machine)
        return self.variants.get("macos" if system == "macos" else place)


def read_companions(row: Mapping[str, Any], document: Document) -> Companions:
    """The companions of one release row."""
    return Companions(
        torch=row["version"],
        torchvision=row.get("torchvision"),
        torchaudio=row.get("torchaudio"),
        torchvision_requires=row.get("torchvision_requires"),
        torchaudio_requires=row.get("torchaudio_requires"),
        certainty=row.get("uncertain", {}).get("torchvision", "high"),
        source=document.cite(row["source"]),
    )


def read_release(row: Mapping[str, Any], document: Document) -> Release:
    """One release row, typed."""
    conda = row.get("conda", {})
    return Release(
        version=row["version"],
        released=row.get("released"),
        on_index=row["on_index"],
        python=_by_name(row.get("python")),
        variants=_by_name(row.get("variants")),
        index_default={
            name: _index_default(value) for name, value in row.get("index_default", {}).items()
        },
        vendor_index=VendorIndex(**row["vendor_index"]),
        conda_cuda=tuple(conda.get("cuda", ())),
        conda_channel=conda.get("channel"),
        cxx_extension=row["cxx_extension"],
        linux_tags=_by_name(row.get("wheel_tag")),
        notes=tuple(row.get("notes", ())),
        uncertain=row.get("uncertain", {}),
        source=document.cite(row["source"]),
        as_of=document.as_of_row(row),
    )


def _by_name(value: Optional[Mapping[str, Any]]) -> Mapping[str, Names]:
    return {name: tuple(items) for name, items in (value or {}).items()}


def _index_default(value: Mapping[str, Any]) -> IndexDefault:
    known = {"variant", "cuda", "seen_in_binary"}
    parts = {name: text for name, text in value.items() if name not in known}
    return IndexDefault(value["variant"], value.get("cuda"), parts)
