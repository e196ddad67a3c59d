"""A line that only says that a command failed: it counts where nothing at all is known besides."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """Nothing where the text describes an environment: what its facts show tells more."""
    if account.facts.torch.value is None and account.facts.distributions.value is None:
        yield seen.suspect()
