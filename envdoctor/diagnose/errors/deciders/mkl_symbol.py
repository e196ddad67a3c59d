"""Two MKLs in one process: Intel's own on LD_LIBRARY_PATH, or packages that do not fit each other."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import library_path
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OUTSIDE = ("/opt/intel", "/oneapi/", "/usr/local/", "compilers_and_libraries")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the folder that the file with the missing symbol lies in."""
    file = seen.groups["file"] or seen.groups["other"]
    outside = any(part in file for part in _OUTSIDE)
    if outside or any(part in library_path(account) for part in _OUTSIDE):
        yield seen.suspect(
            cause="library_path_conflict",
            confidence=HIGH if outside else "",
            why=_(
                "an MKL from outside the environment ({file}) is loaded in place of the environment's own, and they do not fit each other"
            ),
            params={"file": file},
            goals=(
                Manual(
                    _(
                        "take Intel's folders out of LD_LIBRARY_PATH, where a script such as mklvars.sh or setvars.sh put them"
                    )
                ),
            ),
        )
    yield seen.suspect(confidence=LOW if outside else "")
