"""torch cannot use NumPy: NumPy 2 under a torch built for NumPy 1, or no NumPy that works at all."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import place, torch_version, versions
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Constrain, Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_NUMPY_2 = 2
_CERTAIN = ("compiled using NumPy 1.x", "_ARRAY_API not found")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the NumPy that is told, and by what torch's builds accept."""
    told = {version.partition(".")[0] for version in versions(account, "numpy")}
    if "2" in told or account.has(*_CERTAIN):
        yield seen.suspect(confidence=HIGH, goals=(Constrain("numpy", "<2"),))
    elif told == {"1"} or _takes_both(account, tables):
        yield seen.suspect(
            cause="package_damaged",
            confidence=MEDIUM,
            why=_(
                "torch and this NumPy fit each other, and torch cannot load it: NumPy's files are not whole, or another copy is imported"
            ),
            goals=(Reinstall("numpy"),),
        )
        yield seen.suspect(confidence=LOW, goals=())
    else:
        yield seen.suspect(goals=(Constrain("numpy", "<2"),))


def _takes_both(account: Account, tables: Tables) -> bool:
    try:
        support = tables.torch.numpy_support(torch_version(account), place(account)[0])
    except ValueError:
        return False
    return support is not None and _NUMPY_2 in support.majors
