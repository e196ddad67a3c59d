"""What conda says: `conda list` in all its forms, and `conda info`.

An environment file names what somebody wants, not what is there; an export with its builds names what is.
"""

from __future__ import annotations

import re

from envdoctor.facts.distributions import normalized
from envdoctor.facts.text.conda_builds import of_build
from envdoctor.facts.text.values import first_version
from envdoctor.model.account import (
    CHANNEL,
    EXECUTABLE,
    LIBC,
    LISTED,
    PACKAGE,
    PYTHON,
    SYSTEM,
    Claim,
    Quote,
)
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence, Tuple

    Told = Iterator[Tuple[str, str, str]]

_NAME = r"[a-zA-Z0-9_][\w.-]{0,100}"
_ROW = re.compile(rf"({_NAME})\s+(\d[\w.!+-]{{0,60}})(?:\s+(\S{{1,90}}))?(?:\s+(\S{{1,90}}))?$")
_ENVIRONMENT = re.compile(r"# packages in environment at (\S.{0,400}?):?$")
_EXPORT = re.compile(rf"(?:(\S{{1,60}})::)?({_NAME})=(\d[\w.!+]{{0,60}})=(\w[\w.]{{0,90}})$")
_SHORTEST_LIST = 5
_INFO = ("python version", "virtual packages", "active env location")


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """The rows under conda's header, exports with builds, and what `conda info` shows."""
    position = 0
    while position < len(lines):
        text = lines[position].text
        if text.startswith(("# packages in environment", "# Name")):
            rows = list(_rows(lines, position + 1))
            yield from _list(lines[position], rows)
            last = rows[-1][0].number if rows else 0
            position += 1
            while position < len(lines) and lines[position].number <= last:
                position += 1
            continue
        for kind, name, value in _export(text):
            yield Claim(kind, name, value, lines[position])
        for kind, name, value in _virtual(text):
            yield Claim(kind, name, value, lines[position])
        position += 1


def _rows(lines: Sequence[Quote], start: int) -> Iterator[Tuple[Quote, "re.Match[str]"]]:
    for position in range(start, len(lines)):
        line = lines[position]
        if line.text.startswith("#"):
            if line.text.startswith("# Name") or not line.text.strip("#- "):
                continue
            return
        match = _ROW.match(line.text)
        if match is None:
            return
        yield line, match


def _list(header: Quote, rows: "Sequence[Tuple[Quote, re.Match[str]]]") -> Iterator[Claim]:
    place = _ENVIRONMENT.match(header.text)
    if place:
        path = place[1]
        is_windows = path[1:3] == ":\\"
        yield Claim(
            EXECUTABLE, "", path + ("\\python.exe" if is_windows else "/bin/python"), header
        )
        yield Claim(SYSTEM, "", "win32" if is_windows else _unix(path), header)
    elif rows and header.text.startswith("# packages"):
        return
    if len(rows) >= _SHORTEST_LIST and (place or "Name" in header.text):
        yield Claim(LISTED, "conda", str(rows[-1][0].number), header)
    for line, match in rows:
        for kind, name, value in _told(match[1], match[2], match[3] or "", match[4] or ""):
            yield Claim(kind, name, value, line)


def _unix(path: str) -> str:
    return "darwin" if path.startswith("/Users/") else "linux"


def _told(name: str, version: str, build: str, channel: str) -> Told:
    if name.startswith("_"):
        return  # a marker of conda's own
    plain = normalized(name)
    if plain == "python":
        yield PYTHON, "", version
    yield PACKAGE, plain, version
    origin = " ".join(part for part in (channel, build) if part)
    if build:
        yield CHANNEL, plain, origin if channel else f"defaults {build}"
        yield from of_build(plain, build)


def _export(text: str) -> Told:
    if "=" not in text or "==" in text or " " in text:
        return
    match = _EXPORT.match(text)
    if match and "_" in match[4]:
        yield from _told(match[2], match[3], match[4], match[1] or "")


def _virtual(text: str) -> Told:
    """The virtual packages of `conda info`: "__glibc=2.31=0" (`__cuda` is what the driver runs)."""
    at = text.find("__glibc=")
    if at >= 0:
        found = first_version(text[at + 8 : at + 30].replace("=", " "))
        if found:
            yield LIBC, "", found
