"""Somebody speaks of an error of torch.load's weights_only: torch's version decides whether that can be."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import is_below, is_version
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import torch_version
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_FIRST = "2.6"
"""The first torch that loads with weights_only=True."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """Surely from torch 2.6 on, not at all before."""
    torch = torch_version(account)
    if not is_version(torch):
        yield seen.suspect(confidence=LOW)
    elif not is_below(torch, _FIRST):
        yield seen.suspect(confidence=MEDIUM, ask="")
