"""What pip, uv and mim say while they install: what is there, what came, and for which Python."""

from __future__ import annotations

import re

from envdoctor.facts.distributions import normalized
from envdoctor.facts.text.values import VERSION
from envdoctor.model.account import MACHINE, PACKAGE, PYTHON, SYSTEM, Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Sequence, Tuple

    Told = Iterator[Tuple[str, str, str]]

_INSTALLED = "Successfully installed "
_SATISFIED = "Requirement already satisfied: "
_FOUND = "Found existing installation: "
_ITEM = re.compile(rf"([A-Za-z0-9][\w.-]{{0,80}}?)-({VERSION}|\d{{1,8}})(?=\s|$)")
_SATISFIED_AS = re.compile(
    rf"([A-Za-z0-9][\w.-]{{0,80}}).{{0,900}}?\(({VERSION}|\d{{1,8}})\)\s*(?:$|\()"
)
_FOUND_AS = re.compile(rf"([A-Za-z0-9][\w.-]{{0,80}})\s+({VERSION}|\d{{1,8}})")
_USED = re.compile(
    rf"\bbut you have ([A-Za-z0-9][\w.-]{{0,80}}) ({VERSION}|\d{{1,8}}) which is incompatible"
)
_ADDED = re.compile(rf"\+ ([A-Za-z0-9][\w.-]{{0,80}})==({VERSION}|\d{{1,8}})$")
_WHEEL = re.compile(
    rf"[A-Za-z0-9]\w{{0,80}}-{VERSION}-cp(\d)(\d{{1,2}})-(cp\d{{2,3}}m?u?|abi3)-([\w.]{{3,120}})\.whl"
)
_UV_PYTHON = re.compile(r"Using (?:CPython|Python) (\d\.\d{1,2}\.\d{1,2})")
_PLATFORMS = (("win_amd64", "win32"), ("macosx", "darwin"), ("linux", "linux"))
_MACHINES = (("x86_64", "x86_64"), ("aarch64", "aarch64"), ("ppc64le", "ppc64le"))


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """pip's sentences; a wheel that it takes tells Python and platform by its tags."""
    for line in lines:
        for kind, name, value in _told(line.text):
            yield Claim(kind, name, value, line)


def _told(text: str) -> Told:
    at = text.find(_INSTALLED)
    if at >= 0:
        for match in _ITEM.finditer(text, at + len(_INSTALLED)):
            yield PACKAGE, normalized(match[1]), match[2]
    elif _SATISFIED in text:
        yield from _one(_SATISFIED_AS.match(text, text.find(_SATISFIED) + len(_SATISFIED)))
    elif _FOUND in text:
        yield from _one(_FOUND_AS.match(text, text.find(_FOUND) + len(_FOUND)))
    elif "but you have " in text:
        yield from _one(_USED.search(text))
    elif text.startswith("+ ") or " + " in text[:40]:
        yield from _one(_ADDED.search(text))
    elif ".whl" in text and "not a supported wheel" not in text:
        yield from _taken(text)
    elif text.startswith("Using "):
        used = _UV_PYTHON.match(text)
        if used:
            yield PYTHON, "", used[1]


def _one(match: "Optional[re.Match[str]]") -> Told:
    if match:
        yield PACKAGE, normalized(match[1]), match[2]


def _taken(text: str) -> Told:
    """A wheel that pip downloads or has in its cache."""
    if not text.startswith(
        ("Downloading", "Using cached", "Collecting", "Processing", "Successfully")
    ):
        return
    match = _WHEEL.search(text)
    if match is None:
        return
    if match[3] != "abi3":
        yield PYTHON, "", f"{match[1]}.{match[2]}"
    for mark, system in _PLATFORMS:
        if mark in match[4]:
            yield SYSTEM, "", system
            break
    for mark, machine in _MACHINES:
        if mark in match[4]:
            yield MACHINE, "", machine
