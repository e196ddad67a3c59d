"""numba says which NumPy it needs: an older one than is installed, or a newer one."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.goal import Constrain
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, _account: Account, _tables: Tables) -> Iterator[Suspect]:
    """By the side that the message names."""
    wanted = seen.groups["wanted"]
    if seen.groups["side"] == "greater":
        yield seen.suspect(cause="dependency_too_old", goals=(Constrain("numpy", f">={wanted}"),))
        return
    major, _dot, minor = wanted.partition(".")
    yield seen.suspect(goals=(Constrain("numpy", f"<{major}.{int(minor) + 1}"),))
