"""Dynamic symbols of a shared library: what it wants from others, and what it offers.

Undefined symbols lie before all others in a table with a GNU hash, so that those of a 94 MB library
cost one read of a few kB and one of the names.
Source: System V ABI, chapter 5 (symbol and hash tables); binutils' layout of .gnu.hash.
"""

from __future__ import annotations

from struct import Struct
from typing import Container, FrozenSet, Iterator, List, Set, Tuple, Union

from envdoctor.facts.blob import OutOfBounds
from envdoctor.facts.elf import Damaged, Elf
from envdoctor.record import NamedTuple

_MAX_SYMBOLS = 4_000_000
_MAX_NAME_BYTES = 64 * 1024
_GNU_HEADER = Struct("<4I")
_WORD = 4
_WEAK = 2
_UNIQUE = 10
_GLOBAL = 1
_BINDINGS = (_GLOBAL, _WEAK, _UNIQUE)

Prefixes = Union[bytes, Tuple[bytes, ...]]


class Wanted(NamedTuple):
    """A symbol that another library has to offer."""

    name: bytes
    weak: bool
    """Whether the loader goes on without it."""


def undefined(elf: Elf, prefixes: Prefixes = b"") -> Tuple[Wanted, ...]:
    """Symbols that the file takes from elsewhere, those that begin so; raises `Damaged`."""
    try:
        return tuple(_undefined(elf, prefixes))
    except OutOfBounds as error:
        raise Damaged(str(error)) from error


def defined(elf: Elf, prefixes: Prefixes = b"") -> FrozenSet[bytes]:
    """Symbols that the file offers to others; raises `Damaged`."""
    try:
        return frozenset(_defined(elf, prefixes))
    except OutOfBounds as error:
        raise Damaged(str(error)) from error


def unresolved(wanting: Elf, offering: Container[bytes], prefixes: Prefixes) -> Tuple[bytes, ...]:
    """Names without which the loader gives up, of those that begin so; raises `Damaged`."""
    return tuple(
        wanted.name
        for wanted in undefined(wanting, prefixes)
        if not wanted.weak and wanted.name not in offering
    )


def _undefined(elf: Elf, prefixes: Prefixes) -> Iterator[Wanted]:
    first = _first_hashed(elf)
    symbols = _symbols(elf, 1, first or _count(elf))
    entries = [(entry[0], info >> 4) for entry, info, section in symbols if not section]
    for name, binding in _named(elf, entries, prefixes):
        yield Wanted(name, binding == _WEAK)


def _defined(elf: Elf, prefixes: Prefixes) -> Iterator[bytes]:
    symbols = _symbols(elf, max(_first_hashed(elf), 1), _count(elf))
    entries = [
        (entry[0], info >> 4)
        for entry, info, section in symbols
        if section and info >> 4 in _BINDINGS
    ]
    for name, _ in _named(elf, entries, prefixes):
        yield name


def _symbols(elf: Elf, first: int, end: int) -> Iterator[Tuple[Tuple[int, ...], int, int]]:
    """Entries of the table with their info and section."""
    layout = elf.layout.symbol
    if end > _MAX_SYMBOLS:
        raise Damaged(f"it names {end} symbols")
    if not elf.places.symbols or end <= first:
        return
    table = elf.blob.at(elf.places.symbols + first * layout.size, (end - first) * layout.size)
    info, section = (3, 5) if elf.bits == 32 else (1, 3)  # noqa: PLR2004
    for entry in layout.iter_unpack(table):
        yield entry, entry[info], entry[section]


def _named(
    elf: Elf, entries: List[Tuple[int, int]], prefixes: Prefixes
) -> Iterator[Tuple[bytes, int]]:
    if not entries:
        return
    places = elf.places
    names = elf.blob.at(places.strings, places.strings_bytes)
    for start, binding in entries:
        if names.startswith(prefixes, start):
            end = names.find(b"\0", start, start + _MAX_NAME_BYTES)
            if end > start:
                yield names[start:end], binding


def _first_hashed(elf: Elf) -> int:
    """Index of the first symbol with a GNU hash: those before are undefined; 0 without such."""
    if not elf.places.gnu_hash:
        return 0
    buckets, first, _bloom, _shift = _gnu_header(elf)
    heads = _buckets(elf, buckets)
    return first if heads else 0


def _count(elf: Elf) -> int:
    """How many symbols there are: the hash tables know, as there is no other place that must say."""
    places = elf.places
    if places.hash:
        return int.from_bytes(elf.blob.at(places.hash + _WORD, _WORD), "little")
    if not places.gnu_hash:
        return _count_by_section(elf)
    buckets, first, bloom, _shift = _gnu_header(elf)
    heads = _buckets(elf, buckets)
    if not heads:
        return _count_by_section(elf)
    last = max(heads)
    if last < first or last > _MAX_SYMBOLS:
        raise Damaged("its hash table names a symbol that cannot be")
    words = bloom * elf.bits // 32
    chains = places.gnu_hash + _GNU_HEADER.size + (words + buckets) * _WORD
    return _end_of_chain(elf, chains, last, first)


def _end_of_chain(elf: Elf, chains: int, last: int, first: int) -> int:
    """One past the last symbol: the last chain ends where a hash has its lowest bit set."""
    while True:
        piece = elf.blob.up_to(chains + (last - first) * _WORD, 4096)
        for place in range(0, len(piece) - _WORD + 1, _WORD):
            last += 1
            if piece[place] & 1:
                return last
        if len(piece) < _WORD or last > _MAX_SYMBOLS:
            raise Damaged("its hash table does not end")


def _gnu_header(elf: Elf) -> Tuple[int, int, int, int]:
    buckets, first, bloom, shift = _GNU_HEADER.unpack(
        elf.blob.at(elf.places.gnu_hash, _GNU_HEADER.size)
    )
    if buckets > _MAX_SYMBOLS or bloom > _MAX_SYMBOLS or first > _MAX_SYMBOLS:
        raise Damaged("its hash table is larger than any")
    return buckets, first, bloom, shift


def _buckets(elf: Elf, count: int) -> Set[int]:
    """First symbols of the chains; none when the table is empty."""
    _, _, bloom, _ = _gnu_header(elf)
    words = bloom * elf.bits // 32
    start = elf.places.gnu_hash + _GNU_HEADER.size + words * _WORD
    heads = Struct(f"<{count}I").unpack(elf.blob.at(start, count * _WORD))
    return set(heads) - {0}


def _count_by_section(elf: Elf) -> int:
    """A table without any hashed symbol: its section alone says how long it is."""
    for section in elf.sections():
        if section.offset == elf.places.symbols and section.name == ".dynsym":
            return section.size_bytes // elf.layout.symbol.size
    return 0
