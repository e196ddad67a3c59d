"""A function of the extension itself is missing from it: never another package's fault."""

from __future__ import annotations

from envdoctor.compat.symbols import readable
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """The name, readable; second, that what it was linked with has changed."""
    params = {"readable": readable(seen.groups["symbol"])}
    yield seen.suspect(params=params)
    yield seen.suspect(
        cause="extension_torch_abi_mismatch",
        confidence=LOW,
        why=_(
            "{readable} may belong to a library that the extension was linked with and that has changed since"
        ),
        params=params,
        goals=(),
    )
