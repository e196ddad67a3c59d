"""A distribution is asked for by name and is not found: not installed, or installed elsewhere."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """By whether the text lists it."""
    name = seen.groups["name"] or seen.groups["other"]
    package = re.sub(r"[-_.]+", "-", name).lower()
    listed, version = installed(account, package)
    if listed:
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_("{package} {version} is installed, though not in the environment that ran this"),
            params={"package": package, "version": version},
        )
    yield seen.suspect(
        confidence=LOW if listed else "",
        why=_(
            "{package} is asked for by name, and is not installed in the environment that ran this"
        ),
        params={"package": package},
        goals=(Constrain(package, ""),),
    )
