"""What a Linux shared library says of itself, read from its headers alone; nothing is loaded.

Only what the loader itself looks at: program headers, the dynamic section, version needs. No offset
is trusted: each is checked against the file and every count has a cap.
Source: System V ABI, chapters 4 and 5; LSB core, symbol versioning; glibc elf/dl-load.c.
"""

from __future__ import annotations

from struct import Struct

from envdoctor.facts.blob import Blob, OutOfBounds
from envdoctor.facts.elf_layout import LAYOUTS, Layout
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Optional, Tuple

MAGIC = b"\x7fELF"
MACHINES = {
    3: "i386",
    21: "ppc64le",
    22: "s390x",
    40: "arm",
    62: "x86_64",
    183: "aarch64",
    243: "riscv64",
    258: "loongarch64",
}
"""e_machine -> the word that `uname -m` has for it."""
SHARED = 3
_KINDS = {1: "relocatable", 2: "executable", SHARED: "shared", 4: "core"}

_LOAD, _DYNAMIC = 1, 2
_NEEDED, _SYMBOLS, _STRINGS, _STRINGS_SIZE, _SONAME, _RPATH, _RUNPATH = 1, 6, 5, 10, 14, 15, 29
_HASH, _GNU_HASH, _VERSIONS, _VERSIONS_COUNT = 4, 0x6FFFFEF5, 0x6FFFFFFE, 0x6FFFFFFF
_LISTED = (_NEEDED, _SONAME, _RPATH, _RUNPATH)

_MAX_SEGMENTS = 256
_MAX_SECTIONS = 4096
_MAX_DYNAMIC_BYTES = 64 * 1024
_MAX_VERSIONS_BYTES = 256 * 1024
_MAX_NAME_BYTES = 4096
_NO_BITS = 8
_CURRENT_VERSION = 1


class NotElf(ValueError):
    """The file is no ELF file at all."""


class Damaged(ValueError):
    """An ELF file that the loader cannot take; the text says what is wrong."""


_IDENT_BYTES = 16
_NEED = Struct("<HHIII")
_NEED_PART = Struct("<IHHII")


class Need(NamedTuple):
    """A version of a library's symbols that the file was linked against."""

    library: str
    """"libc.so.6"."""
    version: str
    """"GLIBC_2.17"."""


class Section(NamedTuple):
    """One section that holds bytes of the file."""

    name: str
    offset: int
    size_bytes: int


class _Segment(NamedTuple):
    offset: int
    address: int
    size_bytes: int


class Places(NamedTuple):
    """Where the dynamic section says that things lie, as offsets in the file; 0: nowhere."""

    symbols: int
    strings: int
    strings_bytes: int
    hash: int
    gnu_hash: int


class Elf:
    """A shared library's headers; its symbols are read by `elf_symbols`."""

    __slots__ = (
        "_header",
        "_loads",
        "blob",
        "kind",
        "layout",
        "machine",
        "needed",
        "needs",
        "places",
        "rpath",
        "runpath",
        "soname",
    )

    def __init__(self, blob: Blob) -> None:
        """Read the headers; raises `NotElf` or `Damaged`."""
        self.blob = blob
        self.layout = _layout(blob)
        try:
            self._header = self.layout.header.unpack(blob.at(_IDENT_BYTES, self.layout.header.size))
            self.kind = _KINDS.get(self._header[0], str(self._header[0]))
            self.machine = MACHINES.get(self._header[1], f"machine {self._header[1]}")
            if self._header[2] != _CURRENT_VERSION:
                raise Damaged(f"its header has the unknown version {self._header[2]}")
            self._read_dynamic()
        except OutOfBounds as error:
            raise Damaged(str(error)) from error

    @property
    def bits(self) -> int:
        """32 or 64."""
        return self.layout.bits

    @property
    def type(self) -> int:
        """e_type: `SHARED` for what can be loaded."""
        return int(self._header[0])

    def _read_dynamic(self) -> None:
        self._loads: List[_Segment] = []
        dynamic: Optional[_Segment] = None
        for kind, segment in self._segments():
            if segment.offset + segment.size_bytes > self.blob.size_bytes:
                end = segment.offset + segment.size_bytes
                raise Damaged(
                    f"it is cut off: {end} bytes belong to it, {self.blob.size_bytes} are there"
                )
            if kind == _LOAD:
                self._loads.append(segment)
            else:
                dynamic = segment
        if not self._loads:
            raise Damaged("it has no loadable segment")
        if dynamic is None:
            raise Damaged("it has no dynamic section")
        single, listed = self._dynamic(dynamic)
        self.places = Places(
            self._place(single.get(_SYMBOLS, 0)),
            self._place(single.get(_STRINGS, 0)),
            single.get(_STRINGS_SIZE, 0),
            self._place(single.get(_HASH, 0)),
            self._place(single.get(_GNU_HASH, 0)),
        )
        self.needed = tuple(self.string(index) for index in listed[_NEEDED])
        self.soname = next((self.string(index) for index in listed[_SONAME]), "")
        self.rpath = self._folders(listed[_RPATH])
        self.runpath = self._folders(listed[_RUNPATH])
        start = self._place(single.get(_VERSIONS, 0))
        self.needs = tuple(self._needs(start, single.get(_VERSIONS_COUNT, 0))) if start else ()

    def _segments(self) -> Iterator[Tuple[int, _Segment]]:
        """Loadable segments and the dynamic one."""
        start, size, count = self._header[4], self._header[8], self._header[9]
        layout = self.layout.segment
        if size != layout.size and count:
            raise Damaged(f"its program headers have {size} bytes, not {layout.size}")
        if count > _MAX_SEGMENTS:
            raise Damaged(f"it names {count} segments")
        for entry in layout.iter_unpack(self.blob.at(start, count * layout.size)):
            if entry[0] in (_LOAD, _DYNAMIC):
                offset, address = entry[1:3] if self.bits == 32 else entry[2:4]  # noqa: PLR2004
                yield entry[0], _Segment(offset, address, entry[4 if self.bits == 32 else 5])  # noqa: PLR2004

    def _dynamic(self, segment: _Segment) -> Tuple[Dict[int, int], Dict[int, List[int]]]:
        """Entries that stand once, and the places of names in the string table."""
        layout = self.layout.dynamic
        size = min(segment.size_bytes, _MAX_DYNAMIC_BYTES) // layout.size * layout.size
        single: Dict[int, int] = {}
        listed: Dict[int, List[int]] = {tag: [] for tag in _LISTED}
        for tag, value in layout.iter_unpack(self.blob.at(segment.offset, size)):
            if tag == 0:
                break
            if tag in listed:
                listed[tag].append(value)
            else:
                single[tag] = value
        return single, listed

    def _place(self, address: int) -> int:
        """The offset in the file of an address in memory; 0 for 0."""
        if not address:
            return 0
        for segment in self._loads:
            if 0 <= address - segment.address < segment.size_bytes:
                return segment.offset + address - segment.address
        raise Damaged(f"its address {address:#x} lies in no part of the file")

    def string(self, index: int) -> str:
        """A name of the dynamic string table."""
        size = self.places.strings_bytes
        if index >= size:
            raise Damaged(f"the name at {index} lies outside the {size} bytes of names")
        place = self.places.strings + index
        piece = self.blob.up_to(place, min(size - index, 64))
        if b"\0" not in piece:
            piece = self.blob.up_to(place, min(size - index, _MAX_NAME_BYTES))
        return piece.partition(b"\0")[0].decode("utf-8", "replace")

    def _folders(self, indexes: List[int]) -> Tuple[str, ...]:
        texts = (self.string(index) for index in indexes)
        return tuple(folder for text in texts for folder in text.split(":") if folder)

    def _needs(self, start: int, count: int) -> Iterator[Need]:
        """Walk the chains of .gnu.version_r; they lead forward only."""
        table = self.blob.up_to(start, _MAX_VERSIONS_BYTES)
        place = 0
        for _ in range(min(count, _MAX_VERSIONS_BYTES // _NEED.size)):
            _version, parts, name, first, following = _unpack(_NEED, table, place)
            library, part = self.string(name), place + first
            for _ in range(min(parts, _MAX_VERSIONS_BYTES // _NEED_PART.size)):
                _hash, _flags, _other, version, next_part = _unpack(_NEED_PART, table, part)
                yield Need(library, self.string(version))
                if not next_part:
                    break
                part += next_part
            if not following:
                break
            place += following

    def sections(self) -> Tuple[Section, ...]:
        """Sections that hold bytes; () when the file has no table of them, or a damaged one.

        The loader never looks at them: a file that lacks them loads all the same.
        """
        try:
            return tuple(self._sections())
        except OutOfBounds:
            return ()

    def _sections(self) -> Iterator[Section]:
        start, size, count, names_at = self._header[5], *self._header[10:13]
        layout = self.layout.section
        if not start or size != layout.size or names_at >= count or count > _MAX_SECTIONS:
            return
        entries = list(layout.iter_unpack(self.blob.at(start, count * layout.size)))
        names = self.blob.at(entries[names_at][4], min(entries[names_at][5], 1024 * 1024))
        for entry in entries:
            if entry[1] not in (0, _NO_BITS):
                name = names[entry[0] : entry[0] + 256].partition(b"\0")[0]
                yield Section(name.decode("utf-8", "replace"), entry[4], entry[5])


def _layout(blob: Blob) -> Layout:
    ident = blob.up_to(0, _IDENT_BYTES)
    if not ident.startswith(MAGIC):
        raise NotElf("it is empty" if not ident else "it does not begin as an ELF file")
    if len(ident) < _IDENT_BYTES:
        raise Damaged(f"it is cut off after {len(ident)} bytes")
    layout = LAYOUTS.get(ident[4])
    if layout is None:
        raise Damaged(f"its header names the unknown class {ident[4]}")
    if ident[5] != 1:
        raise Damaged("its header says that its bytes are big-endian")
    return layout


def _unpack(record: Struct, table: bytes, place: int) -> Tuple[int, ...]:
    if place + record.size > len(table):
        raise Damaged("its version needs lead outside the file")
    return record.unpack_from(table, place)
