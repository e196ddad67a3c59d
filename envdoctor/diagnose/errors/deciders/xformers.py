"""xFormers names the torch it was built for and the one that is there: another release, or a CPU build."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM, TORCH
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_HAVE = re.compile(r"with CUDA \d+ \(you have ")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what it says that you have."""
    if seen.groups["head"]:
        if not any(_HAVE.search(line.text) for line in account.around(seen.line, 0, 4)):
            yield seen.suspect(confidence=MEDIUM, goals=(_MATCHING,))
        return
    if "+cpu" in seen.groups["have"] and "+cu" in seen.groups["built"]:
        yield seen.suspect(
            cause="torch_cpu_build_installed",
            confidence=HIGH,
            layer=TORCH,
            why=_(
                "xFormers was built for torch {built}, and the installed torch {have} is a CPU build"
            ),
            goals=(
                Manual(
                    _(
                        "install torch from the index of the CUDA variant that xFormers was built for"
                    )
                ),
            ),
        )
        yield seen.suspect(confidence=LOW, goals=(_MATCHING,))
        return
    yield seen.suspect(
        why=_("xFormers was built for torch {built}, and torch {have} is installed"),
        goals=(_MATCHING,),
    )


_MATCHING = Manual(
    _(
        "install the xformers that belongs to the installed torch, from the same index (its release notes name the torch)"
    )
)
