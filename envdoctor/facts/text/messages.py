"""Facts inside torch's warnings and errors, and inside the system's small tools."""

from __future__ import annotations

import re

from envdoctor.facts.text.values import cuda_version
from envdoctor.model.account import (
    CAPABILITY,
    GPU,
    LIBC,
    SHM,
    SYSTEM,
    TOOLKIT,
    TORCH_ARCHES,
    TORCH_CUDA,
    Claim,
    Quote,
)
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence, Tuple

    Told = Iterator[Tuple[str, str, str]]

_INCOMPATIBLE = re.compile(
    r"([A-Z][\w .()-]{2,60}) with CUDA capability sm_(\d{1,2})(\d) is not compatible"
)
_OLD_GPU = re.compile(
    r"Found GPU(\d{1,3}) ([\w .()-]{3,60}) which is of (?:cuda )?(?:compute )?capability (?:\(CC\) )?(\d{1,2})\.(\d)"
)
_SUPPORTS = re.compile(r"supports CUDA capabilities ((?:sm_\d{2,3}a? ?|compute_\d{2,3} ?){1,40})")
_ARCHES = re.compile(r"\[(?:'(?:sm|compute)_\d{2,3}a?'(?:, )?){1,40}\]")
_MISMATCH = re.compile(
    r"detected CUDA version \((\d{1,2}\.\d)\) (?:mismatches|has a minor version mismatch with) the version"
)
_SHM = "/dev/shm"  # noqa: S108 - named, not used
_MOUNT = re.compile(rf"(?:shm|tmpfs)\s+(\d{{1,12}}(?:\.\d)?)([KMGT]?)\S{{0,2}}\s.{{0,60}}{_SHM}$")
_LDD = re.compile(r"ldd \((?:Ubuntu|Debian|GNU libc|GNU)[^)]{0,60}\) (\d\.\d{1,2})")
_UNITS = {"": 1024, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_PRETTY = "PRETTY_NAME="


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """What the sentences say of GPU, torch, toolkit, shared memory and libc."""
    for line in lines:
        for kind, name, value in _told(line.text):
            yield Claim(kind, name, value, line)


def _told(text: str) -> Told:
    if "apability" in text or "apabilities" in text:
        yield from _of_capability(text)
    elif "'sm_" in text:
        match = _ARCHES.search(text)
        if match:
            yield TORCH_ARCHES, "", match[0].translate(_PLAIN)
    elif "to compile" in text:
        yield from _of_mismatch(text)
    else:
        yield from _of_system(text)


def _of_mismatch(text: str) -> Told:
    """What torch's extension builder says of the toolkit and of itself; it may break its sentence."""
    match = _MISMATCH.search(text)
    if match:
        yield TOOLKIT, "", match[1]
    built = cuda_version(text.partition("PyTorch (")[2])
    if built:
        yield TORCH_CUDA, "", built


def _of_system(text: str) -> Told:
    if text.endswith(_SHM):
        match = _MOUNT.match(text)
        if match:
            yield SHM, "", str(int(float(match[1]) * _UNITS[match[2]]))
    elif text.startswith("ldd ("):
        match = _LDD.match(text)
        if match:
            yield LIBC, "", match[1]
    elif text.startswith(_PRETTY):
        yield SYSTEM, "", text[len(_PRETTY) :].strip('"')
    elif text.startswith("PyTorch (") and cuda_version(text[:20]):
        yield TORCH_CUDA, "", cuda_version(text[:20])


_PLAIN = {ord(character): None for character in "[]',"}


def _of_capability(text: str) -> Told:
    match = _INCOMPATIBLE.search(text)
    if match:
        name = match[1].rpartition(": ")[2].strip()
        yield GPU, "", name
        yield CAPABILITY, name, f"{match[2]}.{match[3]}"
    match = _OLD_GPU.search(text)
    if match:
        yield GPU, match[1], match[2].strip()
        yield CAPABILITY, match[2].strip(), f"{match[3]}.{match[4]}"
    match = _SUPPORTS.search(text)
    if match:
        yield TORCH_ARCHES, "", match[1].strip()
