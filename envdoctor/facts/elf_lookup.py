"""Asking a shared library for single names through its GNU hash table.

Source: the table as glibc's elf/dl-lookup.c reads it: a Bloom filter, buckets, chains of hashes.
"""

from __future__ import annotations

from operator import mul
from struct import Struct
from typing import Tuple

from envdoctor.facts.blob import OutOfBounds
from envdoctor.facts.elf import Damaged, Elf

_HEADER = Struct("<4I")
_WORD = 4
_MAX_CHAIN = 4096
_MASK = 0xFFFFFFFF
_MAX_TABLE_BYTES = 64 * 1024 * 1024


def gnu_hash(name: bytes) -> int:
    """The hash of a name: Bernstein's, starting at 5381, as one sum of products."""
    powers = _POWERS[-len(name) - 1 :] if len(name) < len(_POWERS) else _powers(len(name) + 1)
    total: int = sum(map(mul, (5381, *name), powers))
    return total & _MASK


def _powers(count: int) -> Tuple[int, ...]:
    """Powers of 33 in 32 bits, from the highest down to 1."""
    return tuple(pow(33, exponent, _MASK + 1) for exponent in range(count - 1, -1, -1))


_POWERS = _powers(256)


class Lookup:
    """One library's offered names."""

    __slots__ = (
        "_bits",
        "_bloom",
        "_bloom_size",
        "_buckets",
        "_chains",
        "_count",
        "_elf",
        "_first",
        "_shift",
    )

    def __init__(self, elf: Elf) -> None:
        """Read filter and buckets; raises `Damaged` or `OutOfBounds`."""
        self._elf = elf
        start = elf.places.gnu_hash
        if not start:
            raise Damaged("it has no GNU hash table")
        self._count, self._first, self._bloom_size, self._shift = _HEADER.unpack(
            elf.blob.at(start, _HEADER.size)
        )
        self._bits = elf.bits
        filter_bytes = self._bloom_size * (elf.bits // 8)
        if not self._count or not self._bloom_size:
            raise Damaged("its hash table is empty")
        if filter_bytes + self._count * _WORD > _MAX_TABLE_BYTES:
            raise Damaged("its hash table is larger than any")
        table = elf.blob.at(start + _HEADER.size, filter_bytes + self._count * _WORD)
        self._bloom, self._buckets = table[:filter_bytes], table[filter_bytes:]
        self._chains = start + _HEADER.size + len(table)

    def has(self, name: bytes, hashed: int) -> bool:
        """Whether the library offers the name, whose hash is given; raises `OutOfBounds`."""
        if not self._may_have(hashed):
            return False
        place = hashed % self._count * _WORD
        index = int.from_bytes(self._buckets[place : place + _WORD], "little")
        if index < self._first:
            return False
        for step in range(_MAX_CHAIN):
            chained = self._chain(index + step)
            if chained | 1 == hashed | 1 and self._is(index + step, name):
                return True
            if chained & 1:
                return False
        raise Damaged("its hash table does not end")

    def _may_have(self, hashed: int) -> bool:
        """The filter's answer: no is certain."""
        size = self._bits // 8
        place = hashed // self._bits % self._bloom_size * size
        word = int.from_bytes(self._bloom[place : place + size], "little")
        second = hashed >> (self._shift & 31)
        return bool(word >> (hashed % self._bits) & word >> (second % self._bits) & 1)

    def _chain(self, index: int) -> int:
        place = self._chains + (index - self._first) * _WORD
        return int.from_bytes(self._elf.blob.at(place, _WORD), "little")

    def _is(self, index: int, name: bytes) -> bool:
        layout = self._elf.layout.symbol
        places = self._elf.places
        start = layout.unpack(self._elf.blob.at(places.symbols + index * layout.size, layout.size))[
            0
        ]
        if start + len(name) >= places.strings_bytes:
            raise OutOfBounds("a name lies outside the names")
        return self._elf.blob.at(places.strings + start, len(name) + 1) == name + b"\0"
