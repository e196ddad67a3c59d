"""Compares the stack's files with what RECORD says of them: presence, size, SHA-256 (`check --deep`)."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import threading
import time
from typing import Dict, Iterator, List, Sequence, Set, Tuple

from envdoctor.facts.distributions import Metadata, is_stack
from envdoctor.facts.root import Root
from envdoctor.model.imports import CHANGED, MISSING, SIZE, FileDamage
from envdoctor.model.read import Read
from envdoctor.record import NamedTuple

MOST_BYTES = 8 * 1024**3
"""How much is read in all; of what is left, smallest first, only presence and size are compared."""
MOST_SECONDS = 180.0
MOST_DAMAGES = 200
"""How many files are named of one distribution."""
_PIECE_BYTES = 1024 * 1024
_RECORD_BYTES = 64 * 1024 * 1024
_WORKERS = 8
_COLUMNS = 3
_NOT_READ = "not read"


class _File(NamedTuple):
    """One line of a RECORD."""

    distribution: str
    path: str
    sha256: str
    size_bytes: int
    """-1 where RECORD does not say."""


def read_files(
    root: Root, found: Sequence[Metadata], most_bytes: int = MOST_BYTES
) -> Read[Tuple[FileDamage, ...]]:
    """The files that are not as recorded; conda's packages, which it rewrites, are left out."""
    stack = [entry for entry in found if _is_meant(entry)]
    try:
        files = [file for entry in stack for file in _recorded(root, entry)]
    except (OSError, ValueError, csv.Error) as error:
        return Read.unreadable("RECORD of the stack's distributions", str(error))
    compared = _Comparison(root, most_bytes)
    compared.run(files)
    # Of two distributions that list one file, only one can have written it.
    damages = [
        FileDamage(file.distribution, file.path, compared.damaged[file])
        for file in files
        if file in compared.damaged and file.path not in compared.whole
    ]
    megabytes, packages = compared.read_bytes // 1_000_000, len({entry.path for entry in stack})
    source = f"RECORD of {packages} distributions: {len(files)} files, {megabytes} MB read"
    if compared.unread:
        source += f"; of {compared.unread} files only the size"
    return Read.of(tuple(_capped(damages)), source)


def _is_meant(entry: Metadata) -> bool:
    found = entry.distribution
    is_wheel = entry.path.endswith(".dist-info")
    return is_stack(found.name) and is_wheel and found.installer != "conda" and not found.editable


def _recorded(root: Root, entry: Metadata) -> Iterator[_File]:
    try:
        text = root.read_text(f"{entry.path}/RECORD", _RECORD_BYTES)
    except FileNotFoundError:
        return
    for row in csv.reader(text.splitlines()):
        if len(row) < _COLUMNS or not row[1].startswith("sha256=") or not _counts(row[0]):
            continue
        size = int(row[2]) if row[2].isdigit() else -1
        path = f"{entry.distribution.location}/{row[0]}"
        yield _File(entry.distribution.name, path, row[1][len("sha256=") :].rstrip("="), size)


def _counts(path: str) -> bool:
    """Whether the file is part of a module: scripts, metadata and Python's own cache are not."""
    return not path.startswith(("..", "/")) and not any(
        part in path for part in ("__pycache__/", ".dist-info/")
    )


def _capped(damages: Sequence[FileDamage]) -> Iterator[FileDamage]:
    named: Dict[str, int] = {}
    for damage in damages:
        named[damage.distribution] = named.get(damage.distribution, 0) + 1
        if named[damage.distribution] <= MOST_DAMAGES:
            yield damage


class _Comparison:
    """Files taken from one list by several threads; one that hangs on a dead drive holds up nobody."""

    def __init__(self, root: Root, most_bytes: int) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._todo: List[_File] = []
        self._left_bytes = most_bytes
        self._deadline = time.monotonic() + MOST_SECONDS
        self.damaged: Dict[_File, str] = {}
        self.whole: Set[str] = set()
        self.read_bytes = 0
        self.unread = 0

    def run(self, files: Sequence[_File]) -> None:
        """Compares all, the smallest first, until bytes or time are used up."""
        self._todo = sorted(files, key=lambda file: -file.size_bytes)
        count = min(_WORKERS, os.cpu_count() or 1)
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, self._deadline - time.monotonic()))
        with self._lock:
            self.unread += len(self._todo)
            self._todo = []
            self.damaged = dict(self.damaged)
            self.whole = set(self.whole)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._todo:
                    return
                file = self._todo.pop()
            verdict, read_bytes = self._compare(file)
            with self._lock:
                self.read_bytes += read_bytes
                if verdict == _NOT_READ:
                    self.unread += 1
                elif verdict:
                    self.damaged[file] = verdict
                else:
                    self.whole.add(file.path)

    def _compare(self, file: _File) -> Tuple[str, int]:
        try:
            with self._root.open_binary(file.path) as blob:
                if file.size_bytes not in (-1, blob.size_bytes):
                    return SIZE, 0
                if not self._may_read(blob.size_bytes):
                    return _NOT_READ, 0
                digest = hashlib.sha256()
                for place in range(0, blob.size_bytes, _PIECE_BYTES):
                    digest.update(blob.up_to(place, _PIECE_BYTES))
        except (FileNotFoundError, NotADirectoryError):
            return MISSING, 0
        except (OSError, ValueError):
            return _NOT_READ, 0
        found = base64.urlsafe_b64encode(digest.digest()).decode("ascii").rstrip("=")
        return ("" if found == file.sha256 else CHANGED), blob.size_bytes

    def _may_read(self, size_bytes: int) -> bool:
        with self._lock:
            may = size_bytes <= self._left_bytes and time.monotonic() < self._deadline
            self._left_bytes -= size_bytes if may else 0
        return may
