"""Rows of texts in columns; what does not fit the width goes under its row."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING
from envdoctor.report.sanitize import for_terminal
from envdoctor.report.setting import INDENT
from envdoctor.report.width import columns, pad

if TYPE_CHECKING:
    from typing import Iterator, Sequence

_GAP = 2
_UNDER = " " * (INDENT + _GAP)


def table_lines(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The rows under each other; a last cell that is too long for its line gets one of its own.

    Where even the others are too wide, all behind the second stands on a line of its own.
    """
    shown = [[for_terminal(cell) for cell in row] for row in rows]
    widths = [max(columns(row[index]) for row in shown) for index in range(len(shown[0]))]
    narrow = INDENT + sum(size + _GAP for size in widths[:-1] if size) > width
    for *cells, last in shown:
        if narrow:
            yield from _broken(cells, last)
            continue
        parts = [pad(cell, widths[index]) for index, cell in enumerate(cells)]
        line = " " * INDENT + (" " * _GAP).join(part for part, size in zip(parts, widths) if size)
        if last and columns(line) + _GAP + columns(last) > width:
            yield line.rstrip()
            yield _UNDER + last
        else:
            yield (line + " " * _GAP + last).rstrip()


def _broken(cells: Sequence[str], last: str) -> Iterator[str]:
    yield " " * INDENT + " ".join(cells[:2])
    rest = ", ".join(cell for cell in cells[2:] if cell)
    yield from (_UNDER + text for text in (rest, last) if text)
