"""Where something was read, as short as a reader needs it."""

from __future__ import annotations

_LONG = 80


def short(source: str) -> str:
    """A table's citation as its first address; JSON has it whole."""
    address = source.find("http")
    if len(source) <= _LONG or address < 0:
        return source
    return source[address:].split(")", 1)[0].split(" ", 1)[0]
