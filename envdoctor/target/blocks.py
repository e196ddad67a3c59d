"""Averages over blocks of a picture: what must agree where single pixels may differ."""

import zlib
from typing import Iterable, List

ROWS, COLUMNS = 4, 6


def block_means(frame: bytes, width: int, height: int) -> List[float]:
    """Mean of each colour in 4 x 6 blocks of packed RGB, row by row, one decimal."""
    means = []
    for row in range(ROWS):
        lines = range(row * height // ROWS, (row + 1) * height // ROWS)
        for column in range(COLUMNS):
            left, right = column * width // COLUMNS, (column + 1) * width // COLUMNS
            for colour in range(3):
                total = sum(
                    sum(frame[(y * width + left) * 3 + colour : (y * width + right) * 3 : 3])
                    for y in lines
                )
                means.append(round(total / float(len(lines) * (right - left)), 1))
    return means


def furthest(means: Iterable[float], expected: Iterable[float]) -> float:
    """The largest difference between two lists of the same length, in levels of 0 to 255."""
    return max(abs(one - other) for one, other in zip(means, expected))


def checksum(data: bytes) -> str:
    """CRC-32 as eight hexadecimal digits: equal pixels give equal text."""
    return f"{zlib.crc32(data) & 0xFFFFFFFF:08x}"
