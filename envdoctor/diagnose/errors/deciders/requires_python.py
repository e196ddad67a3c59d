"""A package refuses the interpreter: it is too old for it, or too new."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Mapping

_LOWER = re.compile(r"(?:>=?|~=|\^|==)\s*(\d{1,2}(?:\.\d{1,2})?)")
_FIRST = re.compile(r"^\s*(\d{1,2}\.\d{1,2})")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the lower bound that the message names."""
    here, wanted = _group(seen.groups, "here"), _group(seen.groups, "range").strip(" '\",")
    params = {"here": here, "range": wanted}
    by_resolver = bool(seen.groups["here4"])
    if _is_below(here, wanted):
        yield seen.suspect(
            cause="python_too_old",
            confidence=MEDIUM if by_resolver else HIGH,
            params=params,
            goals=(Manual(_("use a newer Python: {range}")),),
        )
        return
    yield seen.suspect(
        cause="python_too_new",
        confidence=MEDIUM if by_resolver else HIGH,
        params=params,
        goals=(Manual(_("use an older Python ({range}), or a newer release of the package")),),
    )


def _group(groups: "Mapping[str, str]", name: str) -> str:
    """The alternative that took part."""
    return next((groups[key] for key in sorted(groups) if key.startswith(name) and groups[key]), "")


def _is_below(here: str, wanted: str) -> bool:
    found = _LOWER.search(wanted) or _FIRST.search(wanted)
    try:
        return bool(found) and numbers(here) < numbers(found[1] if found else "")
    except ValueError:
        return True
