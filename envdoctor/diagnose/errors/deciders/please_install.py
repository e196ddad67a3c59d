"""A program says "please install X" for whatever stopped the import of X.

Where X is listed, its own import fails; else it is not installed.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import told_versions
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import SAID, Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether the text lists the package."""
    package = seen.groups["module"] or seen.groups["other"]
    params = {"package": package}
    if not told_versions(account, package) and account.first(SAID, package) is None:
        yield seen.suspect(confidence=MEDIUM, params=params, goals=(Constrain(package, ""),))
        return
    yield seen.suspect(
        confidence=LOW,
        params=params,
        why=_(
            "{package} is installed, and importing it fails, which the program hides: mmcv does not fit it, or something that it needs is missing"
        ),
        ask=_("what `python -c 'import {package}.apis'` says"),
        goals=(),
    )
