"""Python can't read a file: written for a newer Python, for Python 2, or wrong."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import python_minor
from envdoctor.diagnose.errors.openmmlab_told import is_installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_SINCE = (
    (8, re.compile(r"\w\s*:=\s*\S|\bdef .{0,200}[(,] ?/[,)]|\bf['\"].{0,200}\{\w+=\}")),
    (10, re.compile(r"^\s*match [\w.(), ]+:\s*$|^\s*case .{1,100}:\s*$|^\s*with \($")),
    (11, re.compile(r"^\s*except\*")),
    (12, re.compile(r"^\s*type \w+ =|\b(?:def|class) \w+\[\w")),
)
"""What only this Python 3.Y and later ones can read."""
_PYTHON_2 = re.compile(r"^\s*print [^=(]|^\s*exec ['\"]|except \w+, \w+:")


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """By the line of code above the message."""
    if "future feature annotations" in seen.line.text:
        yield _too_old(seen, 7)
        return
    minor = python_minor(account)
    code = [line.text for line in account.around(seen.line, 4, 0)[:-1]]
    for since, pattern in _SINCE:
        if any(pattern.search(line) for line in code) and (minor is None or minor < since):
            yield _too_old(seen, since)
            return
    if "Missing parentheses" in seen.line.text or any(_PYTHON_2.match(line) for line in code):
        yield seen.suspect(
            confidence=MEDIUM,
            why=_("the file is written for Python 2"),
            ask="",
        )
    elif not any(is_installed(line) for line in code):
        yield seen.suspect(ask=_("the line of code above the message, and the version of Python"))


def _too_old(seen: Sighting, since: int) -> Suspect:
    return seen.suspect(
        cause="python_too_old",
        confidence=HIGH,
        why=_("this line of code is of Python {since} or later; an older one ran it"),
        params={"since": f"3.{since}"},
        ask="",
    )
