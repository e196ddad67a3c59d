"""Columns that text takes on a terminal, where Chinese characters are two wide."""

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
    for word in _pieces(text):
        size = columns(word.rstrip())
        if used and used + size > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            used = 0
            word = word.lstrip()
        lines[-1] += word
        used += columns(word)
    lines[-1] = lines[-1].rstrip()
    return lines


_NEVER_FIRST = "，。、；：！？）》”’"


def _pieces(text: str) -> List[str]:
    """Words with the blanks behind them; each Chinese character is a word of its own."""
    pieces: List[str] = []
    for character in text:
        wide = columns(character) == 2
        joins = (
            pieces and not wide and columns(pieces[-1][-1]) == 1 and not pieces[-1].endswith(" ")
        )
        if pieces and (character == " " or character in _NEVER_FIRST or joins):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
