"""Main memory could not be had: too little of it, or a size that no machine has."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_TRIED = re.compile(r"tried to allocate (\d+) bytes")
_ABSURD = 1 << 40
"""Bytes that no single tensor or array of a sound program asks for."""
_UNITS = ("TiB", "PiB", "EiB")


def decide(seen: Sighting, _account: Account, _tables: Tables) -> Iterator[Suspect]:
    """By the size that was asked for."""
    tried = _TRIED.search(seen.line.text)
    if (tried and int(tried[1]) > _ABSURD) or seen.groups["size"].endswith(_UNITS):
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            confidence=MEDIUM,
            why=_("the program asked for more memory than any machine has: a size in it is wrong"),
            goals=(),
        )
        return
    yield seen.suspect(confidence=LOW if "bad_alloc" in seen.line.text else "")
