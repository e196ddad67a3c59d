"""Errors 803 and 804: libcuda is not the loaded driver's. A container's own copy, an update, or too old."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import in_container, library_path
from envdoctor.model.account import Account
from envdoctor.model.finding import LIBRARIES, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the folder `compat` on the path, and whether a container brings its own libraries."""
    compat = "compat" in library_path(account) or account.has("cuda/compat", "cuda-compat")
    if compat and not in_container(account):
        yield seen.suspect(
            cause="library_path_conflict",
            confidence=MEDIUM,
            layer=LIBRARIES,
            why=_(
                "LD_LIBRARY_PATH brings the libcuda of a cuda-compat package in place of the driver's own"
            ),
            goals=(
                Manual(_("take the folder `compat` out of LD_LIBRARY_PATH, or update the driver")),
            ),
        )
        yield seen.suspect(confidence=LOW)
        return
    yield seen.suspect()
    other = (
        "driver_too_old" if seen.signature.cause != "driver_too_old" else "driver_module_mismatch"
    )
    yield seen.suspect(
        cause=other,
        confidence=LOW,
        why=_(
            "libcuda and the kernel module do not fit: the driver is older than the CUDA libraries in use, or was updated without a restart"
        ),
        goals=(),
    )
