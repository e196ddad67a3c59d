"""A file read at places, by readers that trust none of the offsets it holds."""

from __future__ import annotations

import os
import stat as stat_modes
from abc import ABC, abstractmethod

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict

_PAGE_BYTES = 16 * 1024
_MOST_PAGES = 64

MAX_PIECE_BYTES = 256 * 1024 * 1024
"""The most that is taken in at once (the symbol names of the largest torch library are 40 MB)."""


class OutOfBounds(ValueError):
    """A place outside the file was asked for."""


class Blob(ABC):
    """Bytes with a known end."""

    __slots__ = ("size_bytes",)

    size_bytes: int

    def at(self, offset: int, size_bytes: int) -> bytes:
        """Exactly these bytes; raises `OutOfBounds` when they are not all there, or too many."""
        if offset < 0 or size_bytes < 0 or offset + size_bytes > self.size_bytes:
            raise OutOfBounds(
                f"bytes {offset} to {offset + size_bytes} are wanted, the file ends at {self.size_bytes}"
            )
        if size_bytes > MAX_PIECE_BYTES:
            raise OutOfBounds(f"{size_bytes} bytes are wanted at once")
        piece = self._read(offset, size_bytes)
        if len(piece) != size_bytes:
            raise OutOfBounds(f"the file ends before byte {offset + size_bytes}")
        return piece

    def up_to(self, offset: int, size_bytes: int) -> bytes:
        """At most these bytes: fewer where the file ends; raises `OutOfBounds` outside it."""
        return self.at(offset, min(size_bytes, self.size_bytes - offset))

    @abstractmethod
    def _read(self, offset: int, size_bytes: int) -> bytes:
        """These bytes, or fewer where the file ends; the place was looked at before."""

    def close(self) -> None:  # noqa: B027 - bytes in memory hold nothing
        """Let go of the file."""

    def __enter__(self) -> "Blob":  # noqa: PYI034 - Python 3.8 has no Self
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class MemoryBlob(Blob):
    """Bytes that are in memory already (a member of an archive)."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size_bytes = len(content)

    def _read(self, offset: int, size_bytes: int) -> bytes:
        return self._content[offset : offset + size_bytes]


class FileBlob(Blob):
    """A regular file, open until it is closed."""

    __slots__ = ("_handle", "_pages")

    def __init__(self, handle: int, size_bytes: int) -> None:
        self._handle = handle
        self._pages: Dict[int, bytes] = {}
        self.size_bytes = size_bytes

    @classmethod
    def open(cls, path: str) -> "FileBlob":
        """Open the file; raises `OSError`, for a folder or a pipe too."""
        # A pipe that nobody writes to would block an ordinary open for ever.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(path, flags)
        status = os.fstat(handle)
        if stat_modes.S_ISREG(status.st_mode):
            return cls(handle, status.st_size)
        os.close(handle)
        raise OSError(f"{path} is no regular file")

    def _read(self, offset: int, size_bytes: int) -> bytes:
        # Headers are read in hundreds of small pieces that lie close together.
        number, within = divmod(offset, _PAGE_BYTES)
        if within + size_bytes > _PAGE_BYTES:
            return self._read_whole(offset, size_bytes)
        page = self._pages.get(number)
        if page is None:
            if len(self._pages) >= _MOST_PAGES:
                self._pages.clear()
            page = self._pages[number] = self._read_whole(number * _PAGE_BYTES, _PAGE_BYTES)
        return page[within : within + size_bytes]

    def _read_whole(self, offset: int, size_bytes: int) -> bytes:
        pieces = []
        while size_bytes:
            piece = _read_at(self._handle, offset, size_bytes)
            if not piece:
                break
            pieces.append(piece)
            offset += len(piece)
            size_bytes -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


def _read_at(handle: int, offset: int, size_bytes: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(handle, size_bytes, offset)
    os.lseek(handle, offset, os.SEEK_SET)
    return os.read(handle, size_bytes)
