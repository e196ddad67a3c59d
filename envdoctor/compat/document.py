"""One compiled table as it was read: rows, and the citations that they name by id."""

from __future__ import annotations

import json
import os

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, List, Mapping, Sequence


class TablesError(Exception):
    """The compatibility tables that belong to envdoctor are missing or damaged."""


class Document:
    """The content of one subject. Rows are mappings; a key that is absent is not established."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.title: str = data["title"]
        self.as_of: str = data["as_of"]

    @classmethod
    def load(cls, root: str, subject: str) -> "Document":
        """Read `<root>/compiled/<subject>.json`; raises `TablesError` when it cannot be read."""
        path = os.path.join(root, "compiled", subject + ".json")
        try:
            with open(path, encoding="utf-8") as file:
                return cls(json.load(file))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TablesError(f"cannot read the table {path}: {error}") from error

    def rows(self, block: str) -> List[Dict[str, Any]]:
        """The rows of one block, in the order of the table; none when there is no such block."""
        found: List[Dict[str, Any]] = self._data.get(block, [])
        return found

    def block(self, name: str) -> Dict[str, Any]:
        """A block that stands once; empty when there is no such block."""
        found: Dict[str, Any] = self._data.get(name, {})
        return found

    def value(self, name: str) -> Any:
        """A value at the top of the table; None when there is no such key."""
        return self._data.get(name)

    def cite(self, ids: Sequence[str]) -> str:
        """Citation of the sources with these ids: title and address (else where it was read)."""
        known = self._data["sources"]
        return "; ".join(_citation(known[name]) for name in ids)

    def as_of_row(self, row: Mapping[str, Any]) -> str:
        """The date (YYYY-MM-DD) on which a row was last checked: its own, else the table's."""
        date: str = row.get("as_of", self.as_of)
        return date


def _citation(source: Mapping[str, str]) -> str:
    place = source.get("url") or source.get("where")
    return f"{source['title']} ({place})" if place else source["title"]
