"""A part of setuptools that is gone: which release dropped it says how far to go back."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH
from envdoctor.model.goal import Constrain, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_GONE_IN = (
    ("use_2to3", "58"),
    ("Feature", "46"),
    ("extras_require", "66"),
    ("dep_util", "70"),
    ("command.test", "72"),
    ("extern", "71"),
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the part that the message names."""
    below = next((release for part, release in _GONE_IN if part in seen.line.text), "")
    yield seen.suspect(
        confidence=HIGH,
        goals=(
            Constrain("setuptools", f"<{below}")
            if below
            else Manual(_("take an older setuptools")),
            Manual(_("install the package with --no-build-isolation then")),
        ),
    )
