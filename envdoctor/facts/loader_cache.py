"""`/etc/ld.so.cache`: the names that the loader finds in the system's folders, as ldconfig wrote them.

Read as the loader reads it, without starting `ldconfig -p`; no offset in it is trusted.
Source: glibc sysdeps/generic/dl-cache.h (format "glibc-ld.so.cache1.1").
"""

from __future__ import annotations

from struct import Struct

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator

PATH = "/etc/ld.so.cache"

_MAGIC = b"glibc-ld.so.cache1.1"
_HEADER = Struct("<20sIIB3xI12x")
_ENTRY = Struct("<iIIIQ")
_LIBC6 = 0x0003
_MACHINE_FLAGS = {"x86_64": 0x0300, "aarch64": 0x0A00, "s390x": 0x0400, "ppc64le": 0x0500}
"""What ldconfig marks the libraries of each processor with, beside the kind of C library."""
_MAX_NAME_BYTES = 4096


class NoCache(ValueError):
    """The bytes are no cache that today's loader reads."""


class LoaderCache:
    """Library names of one processor, and the file that stands behind each."""

    __slots__ = ("_content", "_files")

    def __init__(self, content: bytes, machine: str) -> None:
        """Read the table; raises `NoCache`. A table cut short holds what is left of it."""
        # Older versions of ldconfig write their old table first and this one behind it.
        start = content.find(_MAGIC)
        if start < 0 or len(content) < start + _HEADER.size:
            raise NoCache("it holds no table of the format glibc-ld.so.cache1.1")
        self._content = content[start:]
        count = _HEADER.unpack_from(self._content)[1]
        there = (len(self._content) - _HEADER.size) // _ENTRY.size
        end = _HEADER.size + min(count, there) * _ENTRY.size
        wanted = _MACHINE_FLAGS.get(machine)
        self._files: Dict[int, int] = {}
        for flags, key, value, _, _ in _ENTRY.iter_unpack(self._content[_HEADER.size : end]):
            if (flags & 0xFF) == _LIBC6 and (wanted is None or flags & 0xFF00 == wanted):
                self._files.setdefault(key, value)

    def find(self, name: str) -> str:
        """The file that the loader takes for a library name; "" when the cache has none."""
        wanted = name.encode("utf-8", "surrogateescape") + b"\0"
        place = self._content.find(wanted)
        while place >= 0:
            # The same text ends other texts too: a name is where an entry says that it begins.
            if place in self._files:
                return self._text(self._files[place])
            place = self._content.find(wanted, place + 1)
        return ""

    def names(self) -> Iterator[str]:
        """Every library name in the cache."""
        return (self._text(key) for key in self._files)

    def _text(self, place: int) -> str:
        piece = self._content[place : place + _MAX_NAME_BYTES]
        return piece.partition(b"\0")[0].decode("utf-8", "surrogateescape")
