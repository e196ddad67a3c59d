"""No space left on device: the disk, shared memory, or the kernel's file watches."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.building import last_command
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import in_container
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
    """By what was being written; in a running container the disk is seldom what is full first."""
    near = " ".join(line.text for line in account.around(seen.line, 6, 3))
    if any(part in near for part in _SHARED):
        yield _shared(seen, HIGH)
        return
    if any(part in near for part in _WATCHES):
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            confidence=MEDIUM,
            why=_("the kernel allows no more watches of files; the disk is not full"),
            goals=(Manual(_("raise fs.inotify.max_user_watches")),),
        )
        return
    if in_container(account) and not last_command(account, seen.line):
        yield _shared(seen, MEDIUM)
        yield seen.suspect(confidence=MEDIUM)
        return
    yield seen.suspect(confidence=HIGH)


def _shared(seen: Sighting, confidence: str) -> Suspect:
    return seen.suspect(
        cause="shm_too_small",
        confidence=confidence,
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
