"""The taxonomy of causes: `tables.causes`."""

from __future__ import annotations

from typing import Dict, Optional, Tuple

from envdoctor.compat.document import Document


class Causes:
    """What the table causes.toml knows."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._means: Dict[str, str] = {row["word"]: row["means"] for row in document.rows("cause")}

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def words(self) -> Tuple[str, ...]:
        """All words, in the order in which they were added."""
        return tuple(self._means)

    def means(self, word: str) -> Optional[str]:
        """What a word stands for; None for a word that is not in the taxonomy."""
        return self._means.get(word)

    def __contains__(self, word: object) -> bool:
        return word in self._means
