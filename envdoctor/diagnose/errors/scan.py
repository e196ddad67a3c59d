"""Looks for every known message in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from envdoctor.compat.known_errors import Signature
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting
from envdoctor.model.account import Excerpt, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Set, Tuple

_MOST = 20
"""Lines that one signature is looked for in."""
_NEAR = 40
"""Lines on each side that `beside` looks at."""


def sightings(excerpt: Excerpt, tables: Tables) -> Tuple[Sighting, ...]:
    """Every signature's first matching lines, without those of which another says more."""
    text = _Text(excerpt)
    found = [seen for row in tables.known_errors.all() for seen in text.sightings(row)]
    outdone = {(id_, seen.line.number) for seen in found for id_ in seen.signature.over}
    return tuple(s for s in found if (s.signature.id, s.line.number) not in outdone)


class _Text:
    """The lines as one string, so that most signatures are ruled out by one look."""

    def __init__(self, excerpt: Excerpt) -> None:
        self._lines = excerpt.lines
        self._whole = "\n".join(line.text for line in self._lines)
        lengths = (len(line.text) + 1 for line in self._lines)
        self._starts = [0, *accumulate(lengths)]

    def sightings(self, row: Signature) -> Iterator[Sighting]:
        regex = None
        for index in self._holding(row.needles):
            regex = regex or re.compile(row.regex)
            match = regex.search(self._lines[index].text)
            if match and self._is_beside(row, index):
                groups = {name: value or "" for name, value in match.groupdict().items()}
                yield Sighting(row, self._lines[index], groups)

    def _holding(self, needles: Tuple[str, ...]) -> List[int]:
        """The first lines that hold one of the needles."""
        found: Set[int] = set()
        for needle in needles:
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
        near = self._lines[max(index - _NEAR, 0) : index + _NEAR + 1]
        return any(part in line.text for part in row.beside for line in near)


def first_line(excerpt: Excerpt, pattern: str) -> Tuple[Quote, ...]:
    """The first line in which the pattern is found, as a tuple of one; () when none has it."""
    regex = re.compile(pattern)
    return next(((line,) for line in excerpt.lines if regex.search(line.text)), ())
