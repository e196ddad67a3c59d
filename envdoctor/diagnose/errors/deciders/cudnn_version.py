"""Two cuDNN versions at once: another one on the search path, or packages that torch does not pin."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import library_path
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether LD_LIBRARY_PATH is told, and the text speaks of a pinned package."""
    mixed = account.has("nvidia-cudnn-cu") and not library_path(account)
    yield seen.suspect(confidence=HIGH if library_path(account) else LOW if mixed else MEDIUM)
    yield seen.suspect(
        cause="mixed_cuda_packages",
        confidence=MEDIUM if mixed else LOW,
        why=_(
            "the nvidia-cudnn package that is installed is not the version that torch was built with"
        ),
        goals=(Manual(_("install the nvidia-cudnn that torch pins: pip check names it")),),
    )
