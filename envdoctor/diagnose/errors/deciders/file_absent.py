"""A file is not there: the program's own, unless it is a device, a compiler or a part of a package."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import is_said_better
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW
from envdoctor.model.goal import Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_PACKAGED = re.compile(r"(?:site|dist)-packages[/\\](?P<package>\w+)[/\\]")
_OTHER = re.compile(r"^(?:/dev/|/usr/|/proc/|/sys/|/tmp/|/opt/|nvcc|:/usr|[\w+.-]+$)")
"""Programs, devices and folders of the system: another matter than data."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By where the file should be."""
    path = seen.groups["path"]
    packaged = _PACKAGED.search(path)
    if is_said_better(seen, tables):
        return
    if packaged:
        yield seen.suspect(
            cause="package_damaged",
            confidence=LOW,
            why=_("{path} should lie inside the installed package, and it is not there"),
            goals=(Reinstall(packaged["package"]),),
        )
    elif not _OTHER.match(path) and not account.has("setup.py", "Building wheel"):
        yield seen.suspect()
    elif "." in path:
        yield seen.suspect(confidence=LOW)
