"""torch's headers want a newer C++: the sources ask for an older one, or the compiler knows no newer."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import target
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, SYSTEM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_ANY_CXX17 = 7
"""The first gcc that knows all of C++17."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By gcc's version where the text tells it."""
    found = _gcc(account)
    least = _least(account, tables)
    if found and found < least:
        yield seen.suspect(
            cause="compiler_too_old",
            confidence=HIGH,
            layer=SYSTEM,
            why=_("gcc {gcc} is older than torch's headers need: gcc {least} or later"),
            params={"gcc": str(found), "least": str(least)},
            goals=(
                Manual(
                    _(
                        "install gcc and g++ {least} or later, and set CC and CXX to them for the build"
                    )
                ),
            ),
        )
        yield seen.suspect(confidence=LOW)
        return
    yield seen.suspect(confidence=HIGH)


def _gcc(account: Account) -> int:
    for item in account.facts.compilers.value or ():
        if item.name in ("gcc", "g++"):
            try:
                return numbers(item.version)[0]
            except ValueError:
                return 0
    return 0


def _least(account: Account, tables: Tables) -> int:
    try:
        known = tables.cuda.torch_gcc_minimum(target(account).torch)
    except ValueError:
        known = None
    return max(known.major, _ANY_CXX17) if known else _ANY_CXX17
