"""A package refuses the installed version of another: above its range, or below."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds, order
from envdoctor.diagnose.errors.deciders.version_assert import specifier
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_EXCEPT = re.compile(r"!=\s*[\w.*]+,?")
"""Single releases that are left out: the bounds decide."""


def decide(seen: Sighting, _account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the range and the version in the message."""
    groups = seen.groups
    name = (groups["name"] or groups["name2"]).lower()
    version = groups["version"] or groups["version2"]
    wanted = specifier(_EXCEPT.sub("", groups["range"] or groups["range2"]))
    side = "too_old" if _is_below(version, wanted) else "too_new"
    word = f"{name}_{side}"
    yield seen.suspect(
        cause=word if word in tables.causes else f"dependency_{side}",
        why=_("a package accepts {package} {wanted}, and {version} is installed"),
        params={"package": name, "wanted": wanted, "version": version},
        goals=(Constrain(name, wanted),) if wanted else (),
    )


def _is_below(version: str, wanted: str) -> bool:
    lower = Bounds.parse(wanted).lower if wanted else None
    try:
        return bool(lower) and order(version) < order(str(lower))
    except ValueError:
        return False
