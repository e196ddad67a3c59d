"""A package was built because no wheel fits, and the build failed: all that such a line tells."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.building import collected
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the package that it names, or that was collected last; nothing where there is none."""
    package = seen.groups["package"] or collected(account, seen.line)
    if package:
        yield seen.suspect(confidence=LOW, params={"package": package})
