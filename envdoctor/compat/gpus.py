"""Questions about GPU names: `tables.gpus`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import Capability, capability, dotted
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Mapping, Optional, Tuple

_DEPTH = {"(": 1, ")": -1, "[": 1, "]": -1}
_OPTIONAL = {"?", "*", "{"}


class GpuModel(NamedTuple):
    """What the name of a GPU tells."""

    architecture: Optional[str]
    """"Ampere"; None when not established."""
    compute_capability: Optional[Capability]
    candidate: Optional[Capability]
    """A likely compute capability where none is established."""
    segment: str
    """"consumer", "workstation", "data center" or "integrated"."""
    certainty: str
    note: str
    source: str


class Gpus:
    """What the table gpus.toml knows."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def match(self, name: str) -> Optional[GpuModel]:
        """The model behind a device name ("NVIDIA GeForce RTX 3090"); None for an unknown name."""
        import re

        for row in self._document.rows("gpu"):
            pattern = row["pattern"]
            if needed(pattern) in name and re.search(pattern, name):
                return self._model(row)
        return None

    def find(self, name: str) -> Optional[GpuModel]:
        """The model that a person means by a name: capitals do not count, and "RTX 40900" is none."""
        import re

        lower = name.lower()
        for row in self._document.rows("gpu"):
            pattern = row["pattern"]
            whole = f"(?:{pattern})(?![0-9])"
            if needed(pattern).lower() in lower and re.search(whole, name, re.IGNORECASE):
                return self._model(row)
        return None

    def examples(self) -> Tuple[str, ...]:
        """One device name of every model."""
        return tuple(row["example"] for row in self._document.rows("gpu"))

    def _model(self, row: Mapping[str, Any]) -> GpuModel:
        return GpuModel(
            architecture=row.get("architecture"),
            compute_capability=_pair(row.get("capability")),
            candidate=_pair(row.get("candidate_capability")),
            segment=row["segment"],
            certainty=row["certainty"],
            note=row.get("note", ""),
            source=self._document.cite(row["source"]),
        )

    def architecture(self, pair: Capability) -> Optional[str]:
        """The architecture ("Ampere") of a compute capability; None for an unknown one."""
        for row in self._document.rows("architecture"):
            if dotted(pair) in row["capabilities"]:
                name: str = row["name"]
                return name
        return None

    def capabilities(self, architecture: str) -> Tuple[Capability, ...]:
        """The compute capabilities of an architecture; none for an unknown one."""
        for row in self._document.rows("architecture"):
            if row["name"] == architecture:
                return tuple(capability(text) for text in row["capabilities"])
        return ()


def needed(pattern: str) -> str:
    """Text that every match of a pattern contains ("" when there is none to be sure of).

    Spares compiling patterns whose text is not in the name at all.
    """
    longest = current = ""
    depth = index = 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            current, index = "", index + 2
            continue
        depth += _DEPTH.get(character, 0)
        if character == "|" and depth == 0:
            return ""
        plain = depth == 0 and (character.isalnum() or character == " ")
        certain = plain and pattern[index + 1 : index + 2] not in _OPTIONAL
        current = current + character if certain else ""
        longest = max(longest, current, key=len)
        index += 1
    return longest


def _pair(text: Optional[str]) -> Optional[Capability]:
    return None if text is None else capability(text)
