"""Versions in a row: "mmcv 2.1.0, mmengine 0.10.4, mmdet 3.2.0", and one row of a list that was cut out."""

from __future__ import annotations

import re

from envdoctor.facts.text.meanings import meant
from envdoctor.facts.text.values import VERSION
from envdoctor.model.account import Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence

_NAME = r"[A-Za-z][\w-]{1,30}"
_ITEM = re.compile(rf"({_NAME})(\s{{1,40}})v?({VERSION})(?:\s?\([\w .,]{{1,30}}\))?")
_BETWEEN = re.compile(r"\s?(?:[,;&+/\u3001\uff0c\uff1b]|\band\b|\u548c)\s?")
_LONGEST = 400


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """What lines say that hold nothing but names, each with its version."""
    for line in lines:
        items = _items(line.text) if line.text[:1].isalpha() and "." in line.text else []
        # "torch 2.1" alone may be a heading or half a sentence; in columns it is a row of a list.
        if len(items) > 1 or (items and len(items[0][1]) > 1):
            for name, _, version in items:
                for kind, told, value in meant(name.lower(), ":", version, name):
                    yield Claim(kind, told, value, line, printed=False)


def _items(text: str) -> "list[tuple[str, str, str]]":
    """Name, gap and version of each item; none where anything else stands in the line."""
    if len(text) > _LONGEST:
        return []
    found, at, end = [], 0, len(text.rstrip(" ."))
    while True:
        match = _ITEM.match(text, at)
        if match is None:
            return []
        found.append((match[1], match[2], match[3]))
        if match.end() >= end:
            return found
        between = _BETWEEN.match(text, match.end())
        if between is None:
            return []
        at = between.end()
