"""A package's version file is not there: its source tree is imported without having been installed."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import files, is_installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether the file that asks for it lies in a tree or among the installed packages."""
    asking = "".join(files(account, seen.line)[-1:])
    package = seen.groups["package"]
    installed = is_installed(asking) and f"/{package}/" in asking.replace("\\", "/")
    if installed:
        yield seen.suspect(
            cause="package_damaged",
            confidence=MEDIUM,
            why=_("the installed {package} lacks its version file: its installation is not whole"),
            goals=(Manual(_("remove {package} and install it again")),),
        )
    yield seen.suspect(confidence=LOW if installed else MEDIUM, goals=(_INSTALL,))
    yield seen.suspect(
        cause="incomplete_source_checkout",
        confidence=LOW,
        why=_(
            "the source tree of {package} lacks its version file, which setup.py or the release writes"
        ),
        goals=(_INSTALL,),
    )


_INSTALL = Manual(
    _(
        "run `pip install -e .` in that tree; or leave it, so that the installed {package} is imported"
    )
)
