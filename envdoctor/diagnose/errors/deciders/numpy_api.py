"""A compiled module and NumPy don't fit: which of the two is the older one."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, MEDIUM
from envdoctor.model.goal import Constrain, Goal, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_CUT_OFF = _("a compiled module was built against another NumPy than the installed one")
_REBUILD = _(
    "update NumPy, or install the compiled package again so that it is built for the NumPy that is there"
)


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """NumPy 2 under what was built for 1 must go back; an older NumPy than built for must go up."""
    _name, version = installed(account, "numpy")
    under_2 = version.startswith("2") or "_ARRAY_API" in seen.line.text or _is_dtype_of_2(seen)
    goals: Tuple[Goal, ...] = (Constrain("numpy", "<2"),) if under_2 else (Manual(_REBUILD),)
    if _is_older(seen) and version and not under_2:
        goals = (Constrain("numpy", f">{version}"),)
    if seen.groups.get("here") == "":
        yield seen.suspect(confidence=MEDIUM, why=_CUT_OFF, goals=goals)
        return
    yield seen.suspect(confidence=HIGH if under_2 else "", goals=goals, ask="" if under_2 else None)


def _is_dtype_of_2(seen: Sighting) -> bool:
    """The dtype object shrank from 96 to 88 bytes in NumPy 2."""
    groups = seen.groups
    return groups.get("what") == "dtype" and (groups["built"], groups["here"]) == ("96", "88")


def _is_older(seen: Sighting) -> bool:
    """Whether the installed NumPy is older than the one that the module was built for."""
    built, here = seen.groups.get("built", ""), seen.groups.get("here", "")
    try:
        return int(built, 0) > int(here, 0)
    except ValueError:
        return False
