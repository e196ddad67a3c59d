"""The port through which every collector reads files: of this machine, or of a folder that holds another one."""

from __future__ import annotations

import os
import stat as stat_modes

from envdoctor.facts.blob import Blob, FileBlob
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Tuple

DEFAULT_LIMIT_BYTES = 4 * 1024 * 1024
_MAX_LINKS = 40


class Status(NamedTuple):
    """What the file system says of one path."""

    is_dir: bool
    is_file: bool
    size_bytes: int
    mode: int


class TooLarge(OSError):
    """A file is larger than its reader is ready to take in."""


class Root:
    """Files under one folder that stands for "/"; nothing outside it can be reached.

    `Root()` is this machine. With a folder, absolute links inside it lead back into it, so the
    file system of an image never reaches the host's. Every method raises `OSError`.
    """

    __slots__ = ("_base",)

    def __init__(self, folder: str = "") -> None:
        self._base = os.path.realpath(folder) if folder else ""

    @property
    def is_live(self) -> bool:
        """Whether this is the running machine itself."""
        return not self._base

    def real(self, path: str) -> str:
        """The path on the host's file system, links resolved inside the root."""
        return self._base + self.resolve(path) if self._base else _named(path)

    def resolve(self, path: str) -> str:
        """The path inside the root with every link followed, confined to the root."""
        if not self._base:
            return os.path.realpath(_named(path))
        done: "list[str]" = []
        todo = _parts(_named(path))
        links = 0
        while todo:
            part = todo.pop(0)
            if part == "..":
                del done[-1:]
                continue
            if os.sep != "/" and (os.sep in part or ":" in part):
                raise OSError(f"no file of another system has such a name here: {path!r}")
            here = "/".join([self._base, *done, part])
            if not os.path.islink(here):
                done.append(part)
                continue
            links += 1
            if links > _MAX_LINKS:
                raise OSError(f"too many links: {path}")
            target = os.readlink(here)
            if target.startswith("/"):
                done.clear()
            todo = _parts(target) + todo
        return "/" + "/".join(done)

    def read_bytes(self, path: str, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> bytes:
        """The whole file; raises `TooLarge` above the limit, which also holds for endless files."""
        content = self.read_head(path, limit_bytes + 1)
        if len(content) > limit_bytes:
            raise TooLarge(f"{path} is larger than {limit_bytes} bytes")
        return content

    def read_head(self, path: str, size_bytes: int) -> bytes:
        """At most the first `size_bytes` bytes of the file."""
        # A pipe that nobody writes to would block an ordinary open for ever.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(self.real(path), flags)
        try:
            chunks = []
            left = size_bytes
            while left:
                chunk = os.read(handle, left)
                if not chunk:
                    break
                chunks.append(chunk)
                left -= len(chunk)
        finally:
            os.close(handle)
        return b"".join(chunks)

    def read_text(self, path: str, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> str:
        """The whole file as UTF-8; bytes that are not are replaced, never refused."""
        return self.read_bytes(path, limit_bytes).decode("utf-8", "replace")

    def open_binary(self, path: str) -> Blob:
        """The file, to be read at places; whoever opened it closes it (`with`)."""
        return FileBlob.open(self.real(path))

    def list(self, path: str) -> Tuple[str, ...]:
        """Names in a folder, sorted."""
        return tuple(sorted(os.listdir(self.real(path))))

    def status(self, path: str) -> Status:
        """What the path is, links followed."""
        found = os.stat(self.real(path))
        return Status(
            is_dir=stat_modes.S_ISDIR(found.st_mode),
            is_file=stat_modes.S_ISREG(found.st_mode),
            size_bytes=found.st_size,
            mode=found.st_mode,
        )

    def exists(self, path: str) -> bool:
        """Whether there is anything at the path, links followed."""
        try:
            os.stat(self.real(path))
        except (OSError, ValueError):
            return False
        return True

    def is_dir(self, path: str) -> bool:
        """Whether there is a folder at the path, links followed."""
        try:
            return self.status(path).is_dir
        except (OSError, ValueError):
            return False

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file at the path, links followed."""
        try:
            return self.status(path).is_file
        except (OSError, ValueError):
            return False


def _named(path: str) -> str:
    if "\0" in path:
        raise OSError(f"no file has such a name: {path!r}")
    return path


def _parts(path: str) -> "list[str]":
    return [part for part in path.split("/") if part not in ("", ".")]
