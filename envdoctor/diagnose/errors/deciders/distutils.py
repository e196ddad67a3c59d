"""distutils is not there: Python 3.12 dropped it, or the operating system packs it apart."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import python
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, MEDIUM, SYSTEM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_WITHOUT = (3, 12)
_PATH = re.compile(r"[Pp]ython\s?(3)\.?(\d{1,2})\b")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the interpreter's version."""
    here = _python(account)
    if here and here < _WITHOUT:
        yield seen.suspect(
            cause="missing_system_library",
            confidence=MEDIUM,
            layer=SYSTEM,
            why=_("the operating system's Python has distutils in a package of its own"),
            goals=(
                Manual(
                    _("install it (Debian, Ubuntu: python3-distutils), or use a Python of conda")
                ),
            ),
        )
        return
    yield seen.suspect(confidence=HIGH if here else MEDIUM)


def _python(account: Account) -> Tuple[int, ...]:
    try:
        return numbers(python(account))[:2]
    except ValueError:
        pass
    for line in account.excerpt.lines:
        match = _PATH.search(line.text)
        if match:
            return int(match[1]), int(match[2])
    return ()
