"""Which GPU architectures a library holds code for, from the headers of its CUDA containers alone.

nvcc puts containers one after the other into the section .nv_fatbin (__nv_relfatbin for code that
is linked on the device); each holds entries, one an
architecture: machine code (cubin) or PTX, perhaps compressed. Only headers are read, so the cost
does not grow with the code.
Source: the layout of fatbin.h in NVIDIA's toolkits as gpuocelot and gpgpu-sim document it; the
suffix flags were read in what nvcc 13.0 writes.
"""

from __future__ import annotations

from struct import Struct
from typing import Dict, Iterator, Tuple

from envdoctor.facts.blob import Blob, OutOfBounds
from envdoctor.facts.elf import Elf
from envdoctor.record import NamedTuple

SECTIONS = (".nv_fatbin", "__nv_relfatbin")
_MAGIC = 0xBA55ED50
_CONTAINER = Struct("<IHHQ")
_ENTRY = Struct("<HHIQIIHHIIIQ")
_PTX, _CUBIN = 1, 2
_PREFIX = {_PTX: "compute_", _CUBIN: "sm_"}
_ARCH_SPECIFIC, _FAMILY_SPECIFIC = 0x100000, 0x200000
_ALIGNMENT = 8
_PADDING_BYTES = 64 * 1024
_MAX_ENTRIES = 200_000


class GpuCode(NamedTuple):
    """The GPU code inside one file."""

    cubins: Tuple[str, ...]
    """Architectures with machine code, ascending: ("sm_80", "sm_90a")."""
    ptx: Tuple[str, ...]
    """Architectures with PTX: ("compute_90",)."""
    entries: int
    """How many pieces of code there are in all."""
    complete: bool
    """Whether all containers could be walked to their end."""


class _Piece(NamedTuple):
    kind: int
    arch: int
    suffix: str


def read_gpu_code(elf: Elf) -> GpuCode:
    """The GPU code of a shared library; nothing when it was built without nvcc."""
    pieces: Dict[_Piece, int] = {}
    complete = True
    for section in elf.sections():
        if section.name in SECTIONS:
            complete = _walk(elf.blob, section.offset, section.size_bytes, pieces) and complete
    return _summed(pieces, complete)


def read_fatbin(blob: Blob) -> GpuCode:
    """The GPU code of a file that is one such container (`nvcc --fatbin`)."""
    pieces: Dict[_Piece, int] = {}
    complete = _walk(blob, 0, blob.size_bytes, pieces)
    return _summed(pieces, complete)


def _walk(blob: Blob, start: int, size_bytes: int, pieces: Dict[_Piece, int]) -> bool:
    """Counts the pieces; whether the section was walked to its end."""
    seen = 0
    try:
        for piece in _pieces(blob, start, start + size_bytes):
            pieces[piece] = pieces.get(piece, 0) + 1
            seen += 1
            if seen > _MAX_ENTRIES:
                return False
    except OutOfBounds:
        return False
    return True


def _pieces(blob: Blob, place: int, end: int) -> Iterator[_Piece]:
    while end - place >= _CONTAINER.size:
        magic, _version, header, size = _CONTAINER.unpack(blob.at(place, _CONTAINER.size))
        if magic != _MAGIC:
            place = _after_padding(blob, place, end)
            continue
        inside, place = place + header, place + header + size
        if header < _CONTAINER.size or place > end:
            raise OutOfBounds("a container is larger than its section")
        yield from _entries(blob, inside, place)
        place += -place % _ALIGNMENT


def _entries(blob: Blob, place: int, end: int) -> Iterator[_Piece]:
    while end - place >= _ENTRY.size:
        entry = _ENTRY.unpack(blob.at(place, _ENTRY.size))
        kind, _version, header, size, arch, flags = *entry[:4], entry[8], entry[11]
        place += header + size
        if header < _ENTRY.size or place > end:
            raise OutOfBounds("an entry is larger than its container")
        if kind in _PREFIX:
            suffix = "a" if flags & _ARCH_SPECIFIC else "f" if flags & _FAMILY_SPECIFIC else ""
            yield _Piece(kind, arch, suffix)


def _after_padding(blob: Blob, place: int, end: int) -> int:
    """Where the zeros between two containers end."""
    padding = blob.at(place, min(end - place, _PADDING_BYTES))
    zeros = len(padding) - len(padding.lstrip(b"\0"))
    if zeros < _ALIGNMENT:
        raise OutOfBounds("between two containers lies something else")
    return place + zeros - zeros % _ALIGNMENT


def _summed(pieces: Dict[_Piece, int], complete: bool) -> GpuCode:
    return GpuCode(
        cubins=tuple(_names(pieces, _CUBIN)),
        ptx=tuple(_names(pieces, _PTX)),
        entries=sum(pieces.values()),
        complete=complete,
    )


def _names(pieces: Dict[_Piece, int], kind: int) -> Iterator[str]:
    for piece in sorted(pieces):
        if piece.kind == kind:
            yield f"{_PREFIX[kind]}{piece.arch}{piece.suffix}"
