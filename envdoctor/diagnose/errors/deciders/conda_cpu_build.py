"""conda lists a CPU build of pytorch: a fault only where a CUDA build was asked for."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_ASKED = ("cudatoolkit", "pytorch-cuda", "pytorch-gpu")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether CUDA's packages were named beside it."""
    if account.has(*_ASKED):
        yield seen.suspect(
            confidence=MEDIUM,
            goals=(
                Manual(
                    _(
                        "pin the CUDA build (pytorch=*=*cuda*), name a CUDA that has a build of this pytorch for this Python, and leave out what needs `cpuonly`"
                    )
                ),
            ),
        )
