"""A header of torch is not there: torch does not have it yet, or no longer."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import target
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_SINCE = {"c10/util/CallOnce.h": (1, 13)}
"""The first torch with a header, where that is established."""
_RECENT = (2, 0)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the release that brought it where it is known, else by how old torch is."""
    since = _SINCE.get(seen.groups["what"])
    torch = _torch(account)
    if since is not None and (not torch or torch < since):
        yield seen.suspect(confidence=HIGH)
        return
    if not torch or torch < _RECENT:
        yield seen.suspect(confidence=MEDIUM)
        return
    yield seen.suspect(
        cause="torch_too_new_for_source_build",
        confidence=MEDIUM,
        why=_("the sources need torch's {what}{name}, which this torch no longer has"),
        goals=(Manual(_("take a newer release of what is compiled, or an older torch")),),
    )
    yield seen.suspect(confidence=LOW)


def _torch(account: Account) -> Tuple[int, ...]:
    try:
        return numbers(target(account).torch)[:2]
    except ValueError:
        return ()
