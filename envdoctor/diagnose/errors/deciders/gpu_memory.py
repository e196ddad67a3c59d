"""The GPU's memory is full: of this program, or of another one on the same GPU."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

_SIZE = r"([\d.]+) (bytes|[KMGT]iB)"
_TOTAL = re.compile(rf"total capacity (?:of )?{_SIZE}|{_SIZE} total capacity")
_FREE = re.compile(rf"of which {_SIZE} is free|{_SIZE} free")
_OWN = re.compile(rf"this process has {_SIZE} memory in use|{_SIZE} reserved in total")
_OTHER = re.compile(rf"Process \d+ has {_SIZE} memory in use")
_BYTES = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_MOST_OTHERS = 0.4
"""The share of a GPU's memory from which on another program counts as what fills it."""


def decide(seen: Sighting, _account: Account, _tables: Tables) -> Iterator[Suspect]:
    """By the sizes that torch prints."""
    text = seen.line.text
    total, others = _size(_TOTAL, text), _others(text)
    if total and others is not None and others > total * _MOST_OTHERS:
        yield seen.suspect(
            confidence=MEDIUM,
            why=_("another program holds most of that GPU's memory"),
            goals=(
                Manual(
                    _(
                        "see with nvidia-smi who uses it: end programs that are left of an earlier run, or choose another GPU with CUDA_VISIBLE_DEVICES"
                    )
                ),
            ),
            ask=_("what nvidia-smi shows before the start"),
        )
        return
    yield seen.suspect()


def _others(text: str) -> Optional[float]:
    """Bytes that neither this program nor anybody has: what others hold; None where not told."""
    told = _size(_OTHER, text)
    if told is not None:
        return told
    total, free, own = _size(_TOTAL, text), _size(_FREE, text), _size(_OWN, text)
    if total is None or free is None or own is None:
        return None
    return total - free - own


def _size(pattern: "re.Pattern[str]", text: str) -> Optional[float]:
    match = pattern.search(text)
    if match is None:
        return None
    number, unit = [group for group in match.groups() if group]
    return float(number) * _BYTES[unit]
