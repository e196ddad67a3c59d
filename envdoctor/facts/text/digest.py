"""A text of any size, read once, down to the lines that tell something: memory does not grow with it.

A short text is kept whole but for its empty lines. Of a long one its beginning and its end are kept, and in between the lines
that hold one of a few words ("gates"), with their neighbours. Lines that say the same but for numbers
are kept only so often, and a stretch full of such lines costs no more than any other.
"""

from __future__ import annotations

import codecs
from collections import deque

from envdoctor.facts.text.cleaning import clean
from envdoctor.model.account import Excerpt, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Deque, Dict, Iterator, List, Optional, Sequence, Set, Tuple

_BLOCK = 1 << 17
_HEAD = 1 << 18
"""Bytes at the beginning that are kept whole."""
_TAIL = 1 << 18
"""Bytes at the end that are kept whole, at least."""
_MIDDLE = 1 << 19
"""Bytes of telling lines in between that are kept, at most."""
_HITS = 24
"""Lines that one gate opens in one block, counted from its beginning, at most."""
_LAST_HITS = 8
"""And from its end, where there are more."""
_ALIKE = 5
"""How often lines are kept that differ in numbers alone."""
_SHAPES = 20_000
"""How many shapes of lines are told apart."""
_NEIGHBOURS = 3
"""Lines that are kept on each side of a telling one."""
_LONGEST = 4_000
"""Bytes of one line that are kept; of a longer one its ends and what stands around a gate."""
_DIGITS = b"0123456789"


class Digest:
    """Takes a text in pieces and gives its telling lines."""

    def __init__(self, gates: Sequence[str]) -> None:
        """`gates`: texts of which a line in the middle of a long text must hold one to be kept."""
        self._gates = tuple(gate.encode() for gate in gates)
        self._decoder: Optional[codecs.IncrementalDecoder] = None
        self._size = 0
        self._pending = bytearray()
        self._line = 1
        """The number of the line at which `_pending` begins."""
        self._head_left = _HEAD
        self._middle_left = _MIDDLE
        self._latest: Deque[Tuple[int, bytes]] = deque()
        """Blocks not older than `_TAIL`, each with the number of its first line."""
        self._latest_size = 0
        self._seen: Dict[bytes, int] = {}
        self._kept: Dict[int, bytes] = {}

    def feed(self, data: bytes) -> None:
        """The next piece of the text."""
        if not self._size:
            self._decoder = _decoder_of(data)
        self._size += len(data)
        if self._decoder is not None:
            data = self._decoder.decode(data).encode("utf-8", "replace")
        self._pending += data
        while len(self._pending) >= _BLOCK:
            self._take(bytes(self._pending[:_BLOCK]))

    def excerpt(self) -> Excerpt:
        """What was kept, once nothing more is fed."""
        if self._pending:
            self._shift(bytes(self._pending))
        ends_open = bool(self._latest) and not self._latest[-1][1].endswith(b"\n")
        while self._latest:
            self._keep_all(*self._latest.popleft())
        lines = tuple(Quote(number, clean(self._kept[number])) for number in sorted(self._kept))
        return Excerpt(lines, self._line if ends_open else self._line - 1, self._size)

    def _take(self, block: bytes) -> None:
        """Takes one block off what is pending, cut after its last whole line where it holds one."""
        end = block.rfind(b"\n") + 1 or len(block)
        self._shift(block[:end])
        del self._pending[:end]

    def _shift(self, block: bytes) -> None:
        """Into the latest blocks; what is no longer among the latest is gone through."""
        self._latest.append((self._line, block))
        self._latest_size += len(block)
        self._line += block.count(b"\n")
        while self._latest_size - len(self._latest[0][1]) >= _TAIL:
            first, old = self._latest.popleft()
            self._latest_size -= len(old)
            if self._head_left > 0:
                self._head_left -= len(old)
                self._keep_all(first, old)
            else:
                self._sift(first, old)

    def _keep_all(self, first: int, block: bytes) -> None:
        for number, line in enumerate(block.split(b"\n"), first):
            if line:
                self._keep(number, line)

    def _sift(self, first: int, block: bytes) -> None:
        """Keeps the telling lines of a block from the middle."""
        number, counted = first, 0
        for at in self._hits(block):
            if self._middle_left <= 0:
                return
            start = block.rfind(b"\n", 0, at) + 1
            if start < counted:
                continue  # a second gate in a line that was looked at
            end = _line_end(block, at)
            number += block.count(b"\n", counted, start)
            counted = start
            if self._is_new(block[max(start, at - 100) : min(end, at + 100)]):
                self._keep_near(number, block, start, end)

    def _hits(self, block: bytes) -> List[int]:
        """Where gates stand in the block, one place a line and gate, in order."""
        found: Set[int] = set()
        for gate in self._gates:
            at = block.find(gate)
            for _ in range(_HITS):
                if at < 0:
                    break
                found.add(at)
                at = block.find(gate, _line_end(block, at))
            else:
                found.update(_from_the_end(block, gate))
        return sorted(found)

    def _is_new(self, line: bytes) -> bool:
        shape = line.translate(None, _DIGITS)
        times = self._seen.get(shape, 0)
        if times >= _ALIKE or (not times and len(self._seen) >= _SHAPES):
            return False
        self._seen[shape] = times + 1
        return True

    def _keep_near(self, number: int, block: bytes, start: int, end: int) -> None:
        self._keep(number, block[start:end])
        above, at = number, start
        while above > number - _NEIGHBOURS and at > 0:
            above, begin = above - 1, block.rfind(b"\n", 0, at - 1) + 1
            self._keep(above, block[begin : at - 1])
            at = begin
        below, at = number, end
        while below < number + _NEIGHBOURS and at < len(block) - 1:
            below, stop = below + 1, _line_end(block, at + 1)
            self._keep(below, block[at + 1 : stop])
            at = stop

    def _keep(self, number: int, line: bytes) -> None:
        """Keeps a line, or one more piece of a line that was too long for a block."""
        before = self._kept.get(number)
        piece = self._cut(line)
        if before is None:
            self._kept[number] = piece
            self._middle_left -= len(piece)
        elif before != piece and len(before) < 2 * _LONGEST:
            self._kept[number] = before + b" ... " + piece
            self._middle_left -= len(piece)

    def _cut(self, line: bytes) -> bytes:
        """The line, or of a long one its ends and the surroundings of the first gates in it."""
        if len(line) <= _LONGEST:
            return line
        quarter = _LONGEST // 4
        inside = line[quarter:-quarter]
        places = (inside.find(gate) for gate in self._gates)
        at = min((place for place in places if place >= 0), default=0)
        middle = inside[max(at - quarter, 0) : at + quarter]
        return b" ... ".join((line[:quarter], middle, line[-quarter:]))


def _from_the_end(block: bytes, gate: bytes) -> Iterator[int]:
    end = len(block)
    for _ in range(_LAST_HITS):
        at = block.rfind(gate, 0, end)
        if at < 0:
            return
        yield at
        end = max(block.rfind(b"\n", 0, at), 0)


def _line_end(block: bytes, at: int) -> int:
    end = block.find(b"\n", at)
    return len(block) if end < 0 else end


_MARKS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _decoder_of(data: bytes) -> Optional[codecs.IncrementalDecoder]:
    """For a text that says by its first bytes how it is encoded (PowerShell's are UTF-16)."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return codecs.getincrementaldecoder(name)("replace")
    return None
