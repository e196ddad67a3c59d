"""No GPU is given to the program: MIG without an instance, a process in exclusive mode, a bad state."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_MIG = re.compile(r"\bMIG\b.{0,30}\b(?:[Ee]nabled|on\b|mode)|MIG-[0-9a-f]|MIG [1-9]g\.")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether the text speaks of MIG."""
    mig = any(_MIG.search(line.text) for line in account.excerpt.lines)
    if mig:
        yield seen.suspect(
            cause="mig_instances",
            confidence=MEDIUM,
            why=_(
                "the GPU is in MIG mode: a program gets one of its instances, and none where none was made or named"
            ),
            goals=(
                Manual(
                    _(
                        "make instances (sudo nvidia-smi mig -cgi ... -C), and name one of them by its UUID in CUDA_VISIBLE_DEVICES"
                    )
                ),
            ),
        )
    yield seen.suspect(confidence=LOW if mig else "")
