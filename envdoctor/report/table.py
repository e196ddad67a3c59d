"""Rows of texts in columns that fit the width; what does not fit goes under its row."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING
from envdoctor.report.sanitize import for_terminal
from envdoctor.report.setting import INDENT
from envdoctor.report.width import columns, pad

if TYPE_CHECKING:
    from typing import Iterator, Sequence

_GAP = 2


def table_lines(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The rows under each other; a last cell that is too long for its line gets one of its own."""
    shown = [[for_terminal(cell) for cell in row] for row in rows]
    widths = [max(columns(row[index]) for row in shown) for index in range(len(shown[0]))]
    for *cells, last in shown:
        parts = [pad(cell, widths[index]) for index, cell in enumerate(cells)]
        line = " " * INDENT + (" " * _GAP).join(part for part, size in zip(parts, widths) if size)
        if last and columns(line) + _GAP + columns(last) > width:
            yield line.rstrip()
            yield " " * (INDENT + _GAP) + last
        else:
            yield (line + " " * _GAP + last).rstrip()
