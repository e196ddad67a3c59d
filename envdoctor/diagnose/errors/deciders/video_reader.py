"""The package that reads videos or images is missing; decord has no wheels for ARM."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import place
from envdoctor.model.account import Account
from envdoctor.model.goal import Constrain, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_DISTRIBUTIONS = {"PyAV": "av"}
_ARM = ("arm64", "aarch64")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """What is installed in its place, by the processor."""
    asked = seen.groups["asked"]
    package = _DISTRIBUTIONS.get(asked, asked)
    if package == "decord" and place(account)[1].lower() in _ARM:
        yield seen.suspect(
            why=_("decord is not installed, and it has no wheels for this processor"),
            goals=(
                Manual(
                    _(
                        "install eva-decord, which brings the module decord, or let the config's pipeline use PyAVInit and PyAVDecode"
                    )
                ),
            ),
        )
        return
    yield seen.suspect(
        why=_("the pipeline reads with {package}, which is not installed"),
        params={"package": package},
        goals=(Constrain(package, ""),),
    )
