"""mmcv._ext cannot be found: the package without ops, or the ops that were there are lost.

Two packages that bring mmcv overwrite each other; one mmcv-full alone was built for another Python, or
without torch at hand. Else the ops-free package is what is installed.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import is_below, is_doubled, is_version
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import PACKAGE, Account
from envdoctor.model.finding import HIGH, MEDIUM
from envdoctor.model.goal import Constrain, Goal, Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By which of mmcv's packages are listed."""
    if is_doubled(account):
        yield seen.suspect(
            cause="mmcv_install_damaged",
            confidence=MEDIUM,
            why=_(
                "two packages that both bring the module mmcv are installed, and the files of one lie over the other's"
            ),
        )
        yield seen.suspect(confidence=MEDIUM)
        return
    goals = _goals(account, tables)
    if account.first(PACKAGE, "mmcv-full") is not None:
        yield seen.suspect(
            confidence=MEDIUM,
            why=_(
                "mmcv-full is listed, and its compiled ops are not there for this Python: it was built without torch at hand, or for another Python"
            ),
            ask=_("which files mmcv/_ext* there are beside mmcv/__init__.py"),
            goals=goals,
        )
        return
    yield seen.suspect(confidence=HIGH if goals else MEDIUM, goals=goals)


def _goals(account: Account, tables: Tables) -> Optional[Tuple[Goal, ...]]:
    """The distribution with ops of the listed release; None (the row's advice) where none is listed."""
    for name in ("mmcv-lite", "mmcv"):
        claim = account.first(PACKAGE, name)
        if claim is not None and is_version(claim.value):
            with_ops = tables.openmmlab.mmcv_distribution(claim.value, ops=True)
            lite = name == "mmcv-lite" or is_below(claim.value, "2.0.0rc1")
            wanted = Constrain(with_ops, f"=={claim.value.partition('+')[0]}")
            return (Remove(name), wanted) if lite else None
    return None
