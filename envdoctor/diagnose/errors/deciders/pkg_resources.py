"""pkg_resources is not there: setuptools 82 dropped it, or no setuptools is installed."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.building import is_isolated
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import python
from envdoctor.model.account import LISTED, PACKAGE, Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Constrain, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_WITHOUT = (82,)
_NO_LONGER_BROUGHT = (3, 12)
"""From this Python on a new environment holds no setuptools by itself."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the installed setuptools; a build in isolation takes the newest."""
    claim = account.first(PACKAGE, "setuptools")
    isolated = is_isolated(account)
    if isolated:
        yield seen.suspect(
            confidence=HIGH if claim and _numbers(claim.value) >= _WITHOUT else MEDIUM,
            why=_(
                "the build runs in an environment of its own with the newest setuptools, and setuptools 82 and later bring no pkg_resources any more"
            ),
            goals=(
                Constrain("setuptools", "<81"),
                Manual(_("install the package with --no-build-isolation then")),
            ),
        )
        return
    if claim is None and account.first(LISTED) is not None:
        yield _missing(seen, MEDIUM)
        return
    old = claim is not None and _numbers(claim.value) < _WITHOUT
    if old:
        yield _missing(seen, LOW)
    yield seen.suspect(confidence=HIGH if claim and not old else MEDIUM)
    if claim is None and _numbers(python(account)) >= _NO_LONGER_BROUGHT:
        yield _missing(seen, LOW)


def _missing(seen: Sighting, confidence: str) -> Suspect:
    return seen.suspect(
        cause="dependency_missing",
        confidence=confidence,
        why=_("setuptools, which brings pkg_resources, is not installed in this environment"),
        goals=(Constrain("setuptools", "<81"),),
    )


def _numbers(version: str) -> Tuple[int, ...]:
    try:
        return numbers(version)
    except ValueError:
        return ()
