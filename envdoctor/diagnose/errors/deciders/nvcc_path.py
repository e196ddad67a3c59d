"""nvcc is not where CUDA_HOME says: a list of folders, pip's CUDA packages, or a toolkit that is not there."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the path itself."""
    if any("sys.platform" in line.text for line in account.around(seen.line, 0, 8)):
        return  # a tool that collects versions printed it on its way
    home = seen.groups["home"] or seen.groups["home2"]
    why = _("there is no nvcc in {home}, where CUDA_HOME says that the toolkit is")
    if "site-packages" in home and "nvidia" in home:
        why = _(
            "CUDA_HOME points at {home}: the CUDA packages that torch installs, which hold no nvcc"
        )
    elif home.endswith(":") or ":/" in home:
        why = _("CUDA_HOME is {home}: it must be one folder, and this is a list with colons")
    yield seen.suspect(confidence=HIGH, why=why, params={"home": home})
