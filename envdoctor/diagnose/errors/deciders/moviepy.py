"""moviepy.editor cannot be imported: moviepy 2 has none, or moviepy is not there."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import is_below, told_versions
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the listed version."""
    versions = told_versions(account, "moviepy")
    if versions and is_below(versions[-1], "2"):
        yield seen.suspect(
            confidence=LOW,
            why=_(
                "moviepy {version} is listed, and it is not in the environment that ran this, or its own import fails"
            ),
            params={"version": versions[-1]},
            ask=_("what `python -c 'import moviepy.editor'` says"),
        )
        return
    if not versions:
        yield seen.suspect(confidence=MEDIUM)
    yield seen.suspect(
        cause="dependency_too_new",
        confidence=HIGH if versions else LOW,
        why=_(
            "moviepy 2 has no moviepy.editor any more, and the program takes that for moviepy missing"
        ),
    )
