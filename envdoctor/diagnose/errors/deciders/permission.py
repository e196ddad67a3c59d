"""Something may not be written: by an installer, by Docker's client, or by a program."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_INSTALLERS = ("Could not install packages", "NotWritableError", "site-packages", "dist-packages")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By who says it."""
    text = seen.line.text
    if "ocker" in text:
        yield seen.suspect(
            confidence=HIGH,
            why=_("this user may not talk to Docker's daemon"),
            goals=(
                Manual(
                    _(
                        "add the user to the group docker (`sudo usermod -aG docker $USER`) and log in again"
                    )
                ),
            ),
        )
        return
    if "WinError 5" in text:
        yield seen.suspect(
            confidence=MEDIUM,
            why=_(
                "Windows refuses to replace a file: another program uses it, or the folder needs an administrator"
            ),
            goals=(
                Manual(
                    _(
                        "close every program that runs this Python (notebooks, editors), then install again"
                    )
                ),
            ),
        )
        return
    yield seen.suspect(confidence=HIGH if any(part in text for part in _INSTALLERS) else MEDIUM)
