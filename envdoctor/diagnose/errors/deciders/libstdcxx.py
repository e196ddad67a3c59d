"""An old libstdc++ is loaded: the system's, the environment's, or one that LD_LIBRARY_PATH brings."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import library_path
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LIBRARIES, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the folder of the library that was loaded."""
    version = seen.groups["version"] or seen.groups["other"]
    folder = seen.groups["library"].rpartition("/")[0]
    gcc = (
        tables.shared_libraries.gcc_of(version.partition("_")[2]) if "GLIBCXX" in version else None
    )
    params = {"version": version, "folder": folder, "gcc": gcc or ""}
    shadowed = bool(folder) and folder.rstrip("/") in library_path(account).split(":")
    if shadowed:
        yield seen.suspect(
            cause="library_path_conflict",
            confidence=MEDIUM,
            layer=LIBRARIES,
            params=params,
            why=_(
                "LD_LIBRARY_PATH brings a libstdc++ ({folder}) that is older than the library needs: {version} is not in it"
            ),
            goals=(Manual(_("take {folder} out of LD_LIBRARY_PATH")),),
        )
    why = (
        _("the libstdc++ that is loaded is older than gcc {gcc}: {version} is not in it")
        if gcc
        else ""
    )
    yield seen.suspect(params=params, why=why, confidence=LOW if shadowed else HIGH)
