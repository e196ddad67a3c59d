"""A line as a person saw it: without colours, progress bars and control characters."""

from __future__ import annotations

import re

_ESCAPES = re.compile(
    "\x1b\\[[0-?]{0,64}[ -/]{0,8}[@-~]"  # colours, cursor
    "|\x1b\\][^\x07\x1b]{0,512}(?:\x07|\x1b\\\\)?"  # titles, links
    "|\x1b[ -/]{0,8}[0-~]"
)
_UNSEEN = dict.fromkeys((*range(32), 127, *range(128, 160)), " ")
_CUT = 3
"""Bytes that a cut through a character of UTF-8 leaves, at most."""


def clean(line: bytes) -> str:
    """The line's text; of what was overwritten by a carriage return, the last that was shown."""
    text = _decoded(line.rstrip(b"\r"))
    if "\r" in text:
        text = text.rpartition("\r")[2]
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    if text.isprintable():
        return text
    return text.translate(_UNSEEN).lstrip("\ufeff")


def _decoded(line: bytes) -> str:
    """In UTF-8; else as consoles of Chinese Windows write; else with marks for what is neither."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lost = len(line) - len(line.decode("utf-8", "ignore").encode("utf-8"))
    if lost > _CUT:
        try:
            return line.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return line.decode("utf-8", "replace")
