"""Lines "key: value" as people write them: each is said, and besides claims what its key is known to mean."""

from __future__ import annotations

import re

from envdoctor.facts.text.meanings import meant
from envdoctor.facts.text.openmmlab_env import MODULES
from envdoctor.model.account import SAID, Claim, Quote
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterator, Optional, Sequence

_PAIR = re.compile(
    r"([A-Za-z][\w.+-]*(?: [\w.+(),/-]+){0,6}|GPU \d[\d, ]*)\s?(==|=(?!=)|[:\uff1a](?![:/\\])|\s\|\s)\s*(\S.*)"
)
_LONGEST_KEY = 60
_NOT_KEYS = ("error", "exception", "warning", "traceback", "http", "https", "file")
_SAME = 6
"""How often one key is heard: a log says the same for every step."""
_MOST = 4_000


class Pair(NamedTuple):
    """A key and its value as they were written."""

    key: str
    sign: str
    value: str


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """What is said, and what is meant."""
    heard: Dict[str, int] = {}
    for line in lines:
        pair = pair_of(line.text)
        if pair is None:
            continue
        key = pair.key.lower()
        heard[key] = heard.get(key, 0) + 1
        if heard[key] > _SAME or len(heard) > _MOST:
            continue
        if pair.sign != "==":
            yield Claim(SAID, key, pair.value, line, printed=False)
        if pair.key not in MODULES:
            for kind, name, value in meant(key, pair.sign, pair.value, pair.key):
                yield Claim(kind, name, value, line, printed=False)


def pair_of(text: str) -> Optional[Pair]:
    """The key and the value of a line; None for other lines."""
    head = text[: _LONGEST_KEY + 4]
    if not (":" in head or "=" in head or "|" in head or "\uff1a" in head):
        return None
    match = _PAIR.match(text)
    if match is None or len(match[1]) > _LONGEST_KEY:
        return None
    key = match[1].strip()
    if key.lower().endswith(_NOT_KEYS):
        return None
    return Pair(key, match[2].strip(), match[3].strip().strip("'\"").rstrip(","))
