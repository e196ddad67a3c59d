"""Looks for every known message in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from envdoctor.compat.known_errors import Signature
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.retyped import loosened, plain
from envdoctor.diagnose.errors.sighting import Sighting
from envdoctor.model.account import Excerpt, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Optional, Set, Tuple

_MOST = 20
"""Lines that one signature is looked for in."""
_NEAR = 40
"""Lines on each side that `beside` looks at."""
_RETYPED = 2_000
"""Lines that are looked at loosely, counted from the end."""


def sightings(excerpt: Excerpt, tables: Tables) -> Tuple[Sighting, ...]:
    """Every signature's first matching lines, without those of which another says more.

    Where none is found as it is printed, as people retype it.
    """
    rows = tables.known_errors.all()
    text = _Text(excerpt.lines)
    found = [seen for row in rows for seen in text.sightings(row)]
    if not found:
        text = _Retyped(excerpt.lines[-_RETYPED:])
        found = [seen for row in rows for seen in text.sightings(row)]
    outdone = {(id_, seen.line.number) for seen in found for id_ in seen.signature.over}
    return tuple(s for s in found if (s.signature.id, s.line.number) not in outdone)


def matches(row: Signature, seen: Sighting) -> bool:
    """Whether another signature too is found in the line of a sighting, by its own words alone."""
    text = _Retyped((seen.line,)) if seen.is_loose else _Text((seen.line,))
    return any(True for _ in text.sightings(row))


class _Text:
    """The lines as one string, so that most signatures are ruled out by one look."""

    is_loose = False

    def __init__(self, lines: Tuple[Quote, ...]) -> None:
        self._lines = lines
        self._texts = [self._cleaned(line.text) for line in lines]
        searched = [self._searched(text) for text in self._texts]
        self._whole = "\n".join(searched)
        self._starts = [0, *accumulate(len(text) + 1 for text in searched)]

    def sightings(self, row: Signature) -> Iterator[Sighting]:
        """The first lines that match."""
        regex = None
        for index in self._holding(row.needles):
            regex = regex or self._regex(row)
            match = regex.search(self._texts[index]) if regex else None
            if match and self._is_beside(row, index):
                groups = {name: value or "" for name, value in match.groupdict().items()}
                yield Sighting(row, self._lines[index], groups, self.is_loose)

    def _cleaned(self, text: str) -> str:
        """What a regex is searched in."""
        return text

    def _searched(self, text: str) -> str:
        """What a needle is searched in, or a needle for that."""
        return text

    def _regex(self, row: Signature) -> Optional[re.Pattern[str]]:
        return re.compile(row.regex)

    def _holding(self, needles: Tuple[str, ...]) -> List[int]:
        """The first lines that hold one of the needles."""
        found: Set[int] = set()
        for needle in map(self._searched, needles):
            at = self._whole.find(needle)
            for _ in range(_MOST):
                if at < 0:
                    break
                index = bisect_right(self._starts, at) - 1
                found.add(index)
                at = self._whole.find(needle, self._starts[index + 1])
        return sorted(found)

    def _is_beside(self, row: Signature, index: int) -> bool:
        if not row.beside:
            return True
        near = [
            self._searched(text) for text in self._texts[max(index - _NEAR, 0) : index + _NEAR + 1]
        ]
        return any(part in text for part in map(self._searched, row.beside) for text in near)


class _Retyped(_Text):
    """The lines as people retype messages: no quotes, any case of letters."""

    is_loose = True

    def _cleaned(self, text: str) -> str:
        return plain(text)

    def _searched(self, text: str) -> str:
        return plain(text).lower()

    def _regex(self, row: Signature) -> Optional[re.Pattern[str]]:
        return loosened(row.regex)


def first_line(excerpt: Excerpt, pattern: str) -> Tuple[Quote, ...]:
    """The first line in which the pattern is found, as a tuple of one; () when none has it."""
    regex = re.compile(pattern)
    return next(((line,) for line in excerpt.lines if regex.search(line.text)), ())
