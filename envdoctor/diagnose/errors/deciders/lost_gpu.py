"""NVML answers "Unknown Error": a container without its GPU, or a driver in a bad state."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import speaks_of_container
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import XID, Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """Sure where it ran in a container; outside of one the driver itself may be at fault."""
    contained = speaks_of_container(account)
    troubled = account.first(XID) is not None or account.has("NVRM:")
    yield seen.suspect(confidence=HIGH if contained and not troubled else MEDIUM, ask="")
    if contained and not troubled:
        return
    yield seen.suspect(
        cause="driver_state_broken",
        confidence=MEDIUM if troubled else LOW,
        why=_("NVML gets no answer from the kernel module: the driver is in a bad state"),
        goals=(
            Manual(
                _(
                    "reload the nvidia kernel modules or reboot; look at `dmesg` for lines of NVRM and Xid"
                )
            ),
        ),
        ask=_("whether it ran in a container, and what dmesg says of NVRM"),
    )
