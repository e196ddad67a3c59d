"""Python without ssl: built so, or a conda environment on Windows that was not activated."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import target
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the system, and whether conda is told of."""
    if target(account).system == "windows" and account.has("conda"):
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_(
                "conda's Python was started without its environment being active, so that Windows does not find OpenSSL's libraries"
            ),
            goals=(Manual(_("activate it first (`conda activate NAME`, in an Anaconda Prompt)")),),
        )
        yield seen.suspect(confidence=LOW)
        return
    yield seen.suspect(confidence=MEDIUM)
