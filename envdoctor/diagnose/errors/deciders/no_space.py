"""No space left on device: the disk, shared memory, or the kernel's file watches."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import HIGH, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_SHARED = ("/torch_", "dev/shm", "shared memory", "(shm)", "psm_", "/sem.")
_WATCHES = ("inotify", "watchdog")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what was being written."""
    near = " ".join(line.text for line in account.around(seen.line, 6, 3))
    if any(part in near for part in _SHARED):
        yield seen.suspect(
            cause="shm_too_small",
            confidence=HIGH,
            why=_(
                "shared memory (/dev/shm), through which DataLoader workers hand over their batches, is full"
            ),
            goals=(
                Manual(
                    _(
                        "give the container more (`docker run --shm-size=8g` or `--ipc=host`), or fewer workers"
                    )
                ),
            ),
        )
        return
    if any(part in near for part in _WATCHES):
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            confidence=MEDIUM,
            why=_("the kernel allows no more watches of files; the disk is not full"),
            goals=(Manual(_("raise fs.inotify.max_user_watches")),),
        )
        return
    yield seen.suspect(confidence=HIGH)
