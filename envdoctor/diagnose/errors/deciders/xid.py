"""An Xid of the kernel's log: a program's own fault, the driver's state, or the card.

What each number means is NVIDIA's list (docs.nvidia.com/deploy/xid-errors).
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import HIGH, LOW, MEDIUM, MMACTION2
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OF_PROGRAMS = frozenset({"13", "31", "43", "45"})
"""Raised by a program's own wrong access; 43 and 45 are its end."""
_LOST = frozenset({"79"})
_OF_MEMORY = frozenset({"48", "63", "64", "92", "94", "95"})
"""ECC errors and retired or remapped memory."""
_OF_LINK = frozenset({"74"})


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the number."""
    xid = seen.groups["xid"]
    if xid in _LOST:
        yield seen.suspect(
            cause="gpu_lost",
            confidence=HIGH,
            why=_(
                "Xid 79: GPU {gpu} has fallen off the PCI bus (power, heat, its seat, or the card)"
            ),
            goals=(
                Manual(
                    _(
                        "restart the machine (off and on), and check power, cooling and seat of the card"
                    )
                ),
            ),
        )
        yield seen.suspect(confidence=LOW)
    elif xid in _OF_MEMORY or xid in _OF_LINK:
        yield seen.suspect(
            cause="gpu_lost",
            confidence=MEDIUM,
            why=_("Xid {xid}: GPU {gpu} reports errors of its memory or of its links"),
            goals=(
                Manual(
                    _(
                        "reset the GPU or restart the machine, and have the card checked where it comes back"
                    )
                ),
            ),
        )
    elif xid in _OF_PROGRAMS:
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            confidence=LOW,
            layer=MMACTION2,
            why=_(
                "Xid {xid} is most often raised by a program's own wrong memory access, or follows when it ends"
            ),
            goals=(),
            ask=_(
                "the first error of the program under CUDA_LAUNCH_BLOCKING=1; whether other programs bring on the same Xid"
            ),
        )
        yield seen.suspect(confidence=LOW)
    else:
        yield seen.suspect()
