"""A GPU is lost: "GPU is lost" and Xid 79 say it; "Unknown Error" of one device says less."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_SURE = ("is lost", "fallen off", "IS_LOST")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the words; the driver's state is the other reason."""
    yield seen.suspect(confidence=HIGH if account.has(*_SURE) else MEDIUM)
    yield seen.suspect(
        cause="driver_state_broken",
        confidence=LOW,
        why=_("the driver's kernel modules are in a bad state and no longer answer for a GPU"),
    )
