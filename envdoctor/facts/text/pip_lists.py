"""What lists of packages say: `pip list`, `uv pip list`, `mim list`, `pip freeze`."""

from __future__ import annotations

import re

from envdoctor.facts.distributions import normalized
from envdoctor.facts.text.values import VERSION
from envdoctor.model.account import EDITABLE, LISTED, PACKAGE, Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Sequence, Tuple

    Told = Tuple[str, str, str]

_NAME = r"[A-Za-z0-9][\w.-]{0,100}"
_VERSION = r"v?\d[\w.!+-]{0,80}"
_ROW = re.compile(rf"({_NAME})\s+\(?({_VERSION})\)?(?:\s+(\S.{{0,300}}))?$")
_PIN = re.compile(rf"({_NAME})===?({VERSION}|\d[\w.+!-]{{0,60}})$")
_FILE = re.compile(rf"({_NAME}) @ (\S{{1,500}})")
_EGG = re.compile(r"-e\s+(\S{1,500}?)[#&]egg=([\w.-]{1,100})")
_WHEEL = re.compile(rf"/({_NAME}?)-({VERSION})-[\w.]{{2,40}}-\w{{2,40}}-[\w.]{{2,80}}\.whl")
_HEADER = re.compile(r"Package\s+(?:\|\s*)?Version\b", re.IGNORECASE)
_RULE = frozenset("-=+| ")
_NOT_SAID = ""
"""What is installed, in a version that the line does not say."""
_SHORTEST_LIST = 5
_SHORTEST_FREEZE = 15
"""Fewer pins in a row may be anything: what somebody requires, or asks for."""


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """Every row of a list, and where a whole list begins and ends."""
    yield from _tables(lines)
    yield from _freezes(lines)


def _tables(lines: Sequence[Quote]) -> Iterator[Claim]:
    """Lists under a header."""
    position = 0
    while position < len(lines):
        if not _HEADER.match(lines[position].text):
            position += 1
            continue
        header, rows = lines[position], list(_rows(lines, position + 1))
        position += 1 + len(rows)
        if len(rows) >= _SHORTEST_LIST and "Source" not in header.text:
            yield Claim(LISTED, "pip", str(lines[position - 1].number), header)
        for row in rows:
            yield from row


def _rows(lines: Sequence[Quote], start: int) -> Iterator[List[Claim]]:
    """The lines below a header for as long as they are rows, and the ruler under it."""
    for position in range(start, len(lines)):
        line = lines[position]
        if _RULE.issuperset(line.text):
            yield []
            continue
        match = _ROW.match(line.text.replace(" | ", "  "))
        if match is None:
            return
        name = normalized(match[1])
        claims = [Claim(PACKAGE, name, match[2], line)]
        place = match[3] or ""
        if place.startswith(("/", "~")) or place[1:3] == ":\\":
            claims.append(Claim(EDITABLE, name, place.split("  ")[0], line))
        yield claims


def _freezes(lines: Sequence[Quote]) -> Iterator[Claim]:
    """Pins in a row, in the order of the alphabet: the output of `pip freeze`."""
    block: List[Tuple[Quote, List[Told]]] = []
    for line in lines:
        told = _frozen(line.text)
        if told:
            block.append((line, told))
        elif block:
            yield from _of_block(block)
            block = []
    yield from _of_block(block)


def _of_block(block: List[Tuple[Quote, List[Told]]]) -> Iterator[Claim]:
    if len(block) < _SHORTEST_LIST:
        return
    names = [told[0][1] for line, told in block if not line.text.startswith("-e")]
    is_sorted = names == sorted(names)
    if is_sorted and len(block) >= _SHORTEST_FREEZE:
        yield Claim(LISTED, "freeze", str(block[-1][0].number), block[0][0])
    for line, told in block:
        for kind, name, value in told:
            if kind != _NOT_SAID:
                yield Claim(kind, name, value, line, printed=is_sorted)


def _frozen(text: str) -> List[Told]:
    """One line of `pip freeze`."""
    if "==" in text:
        match = _PIN.match(text)
        return [(PACKAGE, normalized(match[1]), match[2])] if match else []
    if " @ " in text:
        return _from_file(text)
    if text.startswith("-e "):
        match = _EGG.match(text)
        return [(EDITABLE, normalized(match[2]), match[1])] if match else []
    return []


def _from_file(text: str) -> List[Told]:
    """What was installed from a file: the version is in the name of a wheel, else nowhere."""
    match = _FILE.match(text)
    if match is None:
        return []
    wheel = _WHEEL.search(match[2].replace("%2B", "+"))
    name = normalized(match[1])
    return [(PACKAGE, name, wheel[2]) if wheel else (_NOT_SAID, name, "")]
