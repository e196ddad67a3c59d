"""A worker of the DataLoader ended without a word: in a container most often for want of shared memory."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import speaks_of_container
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import SHM, Account
from envdoctor.model.finding import MEDIUM
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_ENOUGH = 1 << 30
_RAISED = ("--ipc=host", "--ipc host", "Caught ", "exit code")
"""What tells that shared memory is not short, or that the worker raised an error of its own."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether a container is told of, and by the size of /dev/shm."""
    told = account.first(SHM)
    is_large = told is not None and told.value.isdigit() and int(told.value) >= _ENOUGH
    if speaks_of_container(account) and not is_large and not account.has(*_RAISED):
        yield seen.suspect(confidence=MEDIUM)
