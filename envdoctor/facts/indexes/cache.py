"""What indexes said a moment ago, kept in the user's cache folder.

Only what a page lists is kept, never the page, and under its address without credentials. A cache
that cannot be read, written or trusted is as good as none: nothing here raises.
"""

from __future__ import annotations

import hashlib
import json
import os
import time

from envdoctor.facts.indexes.pages import Row
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Mapping, Optional, Tuple

FORMAT = 1
LONGEST_FRESH_SECONDS = 600.0
_LIMIT_BYTES = 64 * 1024**2
_MAX_FILES = 400
_KEPT_FILES = 300


class Kept(NamedTuple):
    """One page's rows, and what the server said about asking again."""

    rows: Tuple[Row, ...]
    etag: str
    last_modified: str
    stored: float
    """Seconds since 1970."""
    fresh_seconds: float
    """How long the server allows it to go unasked."""

    def age_seconds(self) -> float:
        """How old it is; a clock that was set back makes it none the younger."""
        return max(0.0, time.time() - self.stored)

    def is_fresh(self) -> bool:
        """Whether nobody need be asked; never for one from the future."""
        return 0 <= time.time() - self.stored < min(self.fresh_seconds, LONGEST_FRESH_SECONDS)

    def validators(self) -> Dict[str, str]:
        """What to say to the server, so that it may answer 304."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value}

    def again(self, headers: Mapping[str, str]) -> Kept:
        """The same rows, after the server said that they still hold."""
        return self._replace(stored=time.time(), fresh_seconds=_fresh_seconds(headers))


def kept(rows: Tuple[Row, ...], headers: Mapping[str, str]) -> Optional[Kept]:
    """What to keep of an answer; None where it would be of no use, or the server forbids it."""
    found = Kept(
        rows=rows,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        stored=time.time(),
        fresh_seconds=_fresh_seconds(headers),
    )
    forbidden = "no-store" in headers.get("cache-control", "").lower()
    return None if forbidden or not (found.validators() or found.fresh_seconds) else found


def _fresh_seconds(headers: Mapping[str, str]) -> float:
    said = [word.strip() for word in headers.get("cache-control", "").lower().split(",")]
    if "no-cache" in said or "no-store" in said:
        return 0.0
    for word in said:
        name, _, value = word.partition("=")
        if name == "max-age" and value.isascii() and value.isdigit():
            age = headers.get("age", "")
            return max(0.0, float(value[:9]) - (float(age[:9]) if age.isdigit() else 0.0))
    return 0.0


class Cache:
    """A folder of answers; without a folder nothing is kept."""

    def __init__(self, folder: str = "") -> None:
        self._folder = folder if folder and _is_own(folder) else ""

    def load(self, address: str) -> Optional[Kept]:
        """What is kept of the address; None where nothing is, or it is damaged."""
        if not self._folder:
            return None
        try:
            with open(self._path(address), "rb") as file:
                document = json.loads(file.read(_LIMIT_BYTES))
            if document["format"] != FORMAT or document["address"] != address:
                return None
            return Kept(
                rows=tuple(_row(values) for values in document["rows"]),
                etag=_word(document["etag"]),
                last_modified=_word(document["last_modified"]),
                stored=float(document["stored"]),
                fresh_seconds=float(document["fresh_seconds"]),
            )
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None

    def save(self, address: str, found: Kept) -> None:
        """Keeps it, whole or not at all."""
        if not self._folder:
            return
        import tempfile

        document = {"format": FORMAT, "address": address, **found._asdict()}
        path = self._path(address)
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(document, file, separators=(",", ":"))
                os.replace(draft, path)
            except BaseException:
                os.unlink(draft)
                raise
            self._tidy()
        except (OSError, ValueError):
            return

    def _path(self, address: str) -> str:
        return os.path.join(self._folder, hashlib.sha256(address.encode()).hexdigest() + ".json")

    def _tidy(self) -> None:
        """Lets go of the oldest when there are many."""
        with os.scandir(self._folder) as entries:
            files = [(entry.stat().st_mtime, entry.path) for entry in entries]
        if len(files) > _MAX_FILES:
            for _age, path in sorted(files)[: len(files) - _KEPT_FILES]:
                os.unlink(path)


def user_cache() -> Cache:
    """The cache of the user who runs this."""
    import platformdirs

    return Cache(os.path.join(platformdirs.user_cache_dir("envdoctor", appauthor=False), "indexes"))


def _is_own(folder: str) -> bool:
    """Whether the folder, or the one that it would be made in, is this user's and nobody else's."""
    if not hasattr(os, "geteuid"):
        return True
    while not os.path.lexists(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    try:
        return os.stat(folder).st_uid == os.geteuid()
    except OSError:
        return False


def _row(values: Any) -> Row:
    """Raises ValueError for what this module did not write."""
    row = Row(*values)
    texts = (row.name, row.url, row.sha256, row.requires_python, row.yanked or "")
    if not all(type(text) is str for text in texts) or type(row.size_bytes or 0) is not int:
        raise ValueError("not a row")
    return row


def _word(value: object) -> str:
    """A header's value: one line of plain signs."""
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return value
    raise ValueError("not a header")
