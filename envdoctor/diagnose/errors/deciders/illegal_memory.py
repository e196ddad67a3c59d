"""A CUDA kernel went out of its memory: the program, or where the kernel log speaks, the hardware."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import XID, Account
from envdoctor.model.finding import LOW
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OF_HARDWARE = frozenset(("48", "63", "64", "74", "79", "92", "94", "95"))
"""Xids that tell of memory errors, links and lost GPUs; 13 and 31 are the program's own."""


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """Less sure where an Xid of the hardware's kind stands beside it."""
    hardware = any(claim.value in _OF_HARDWARE for claim in account.of(XID))
    yield seen.suspect(confidence=LOW if hardware else "")
