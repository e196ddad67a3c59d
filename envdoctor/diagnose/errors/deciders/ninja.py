"""torch cannot run ninja: it is not installed, or it is and PATH does not lead to it."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import PACKAGE, SAID, Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether the text says that ninja is installed."""
    installed = _is_installed(account)
    if installed:
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_(
                "ninja is installed, and `ninja --version` still cannot be run: the environment's folder of commands is not on PATH"
            ),
            goals=(Manual(_("activate the environment, or put its folder bin (Scripts) on PATH")),),
        )
    yield seen.suspect(confidence=LOW if installed else MEDIUM)


def _is_installed(account: Account) -> bool:
    if account.first(PACKAGE, "ninja") or account.has("Requirement already satisfied: ninja"):
        return True
    said = account.first(SAID, "ninja")
    return said is not None and "installed" in said.value and "not installed" not in said.value
