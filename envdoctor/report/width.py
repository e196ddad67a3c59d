"""Columns that text takes on a terminal, where Chinese characters are two wide."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List


def columns(text: str) -> int:
    """How many columns the text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, width: int) -> str:
    """The text, followed by blanks up to `width` columns."""
    return text + " " * (width - columns(text))


def wrap(text: str, width: int) -> List[str]:
    """The text in lines of at most `width` columns; a longer word stays whole."""
    lines = [""]
    used = 0
    for piece in _pieces(text):
        if used and used + columns(piece.rstrip()) > width:
            lines.append("")
            used = 0
        word = piece if used else piece.lstrip()
        lines[-1] += word
        used += columns(word)
    return [line.rstrip() for line in lines]


_WIDE = 2
_NEVER_FIRST = "，。、；：！？）》”’"


def _pieces(text: str) -> List[str]:
    """Words with the blanks behind them; each Chinese character is a word of its own."""
    pieces: List[str] = []
    for character in text:
        if pieces and (character == " " or _belongs(character, pieces[-1])):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _belongs(character: str, piece: str) -> bool:
    """Whether no line may break between the piece and the character."""
    if piece.endswith(" "):
        return False
    narrow = columns(character) != _WIDE and columns(piece[-1]) != _WIDE
    return narrow or character in _NEVER_FIRST
