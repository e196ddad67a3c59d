"""A setuptools (or pip) from before Python 3.12: pulled down by a package, or pinned by a build."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Constrain, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_PINNED = ("build-env", "overlay", "builds-v0", "Getting requirements to build")
_PIP = ("pip/_vendor", "pip\\_vendor", "pip/_internal/metadata", "pip\\_internal\\metadata")
_BY_MIM = ("openxlab", "openmim", "mim install", "/mim/", "bin/mim", "from mim")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whose setuptools the traceback goes through."""
    above = account.around(seen.line, 40, 3)
    if any(part in line.text for line in above for part in _PIP):
        yield seen.suspect(
            cause="python_too_new",
            confidence=MEDIUM,
            why=_("this pip is older than Python 3.12 and does not work with it"),
            goals=(Constrain("pip", ">=23.1.2"),),
        )
        return
    if any(part in line.text for line in above for part in _PINNED):
        yield seen.suspect(
            cause="python_too_new",
            confidence=MEDIUM,
            why=_(
                "the package pins a setuptools for its build that does not work on Python 3.12 and later: this release of it is older than this Python"
            ),
            goals=(
                Manual(
                    _(
                        "take a newer release of the package that is built, or an older Python, for which it has a wheel"
                    )
                ),
            ),
        )
        yield seen.suspect(confidence=LOW)
        return
    by_mim = account.has(*_BY_MIM)
    yield seen.suspect(
        confidence=MEDIUM,
        why=_(
            "openmim brings openxlab, which pins setuptools to 60.2, and that setuptools cannot be imported on Python 3.12 and later"
        )
        if by_mim
        else "",
    )
    yield seen.suspect(
        cause="python_too_new",
        confidence=LOW,
        goals=(Manual(_("use Python 3.11 or older, or install without openmim")),)
        if by_mim
        else (Manual(_("use Python 3.11 or older")),),
    )
