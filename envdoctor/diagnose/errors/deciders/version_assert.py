"""An OpenMMLab package refuses another's version when it is imported: too new, too old, or mixed up."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds, order
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import PACKAGE, Account, Claim
from envdoctor.model.finding import HIGH, MEDIUM
from envdoctor.model.goal import Constrain, Goal, Reinstall
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Set, Tuple

_NAMES = {
    "mmdetection": "mmdet",
    "mmaction": "mmaction2",
}
"""What messages call packages otherwise than their distributions are called."""
_MESSAGE = "is used but incompatible"
_TOO_NEW, _TOO_OLD = "too_new", "too_old"
_OTHER = {_TOO_NEW: "dependency_too_new", _TOO_OLD: "openmmlab_generations_mixed"}
"""The words for packages that have none of their own."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the range in the message; where it gives none, by the newest release."""
    name, version = seen.groups["name"].lower(), seen.groups["version"]
    package = _NAMES.get(name, name)
    wanted = specifier(seen.groups["range"])
    side = _side(version, wanted)
    params = {"package": package, "range": wanted}
    is_mixed = package == "mmcv" and len(_sides(seen, account)) > 1
    if is_mixed:
        yield seen.suspect(
            cause="openmmlab_generations_mixed",
            confidence=HIGH,
            why=_(
                "one package refuses {name} {version}, and another refuses the other generation of it: packages for mmcv 1.x and for mmcv 2.x are mixed"
            ),
            goals=(),
        )
    listed = _listed(account, package, version)
    if listed is not None and not is_mixed:
        yield seen.suspect(
            cause="mmcv_install_damaged" if package == "mmcv" else "wrong_environment_active",
            confidence=HIGH,
            why=_(
                "{package} calls itself {version} when it is imported, and the list of packages says {listed}: files of two installations are mixed, or another copy is imported"
            ),
            params={**params, "listed": listed.value},
            evidence=(Evidence(package, listed.value, f"line {listed.line.number}"),),
            goals=(Reinstall(package),),
        )
    goals: Tuple[Goal, ...] = (
        (Constrain(_distribution(tables, package, wanted), wanted),) if wanted else ()
    )
    yield seen.suspect(
        cause=_word(tables, package, side),
        confidence=HIGH if _is_sure(seen, version, wanted) else MEDIUM,
        params=params,
        why="" if wanted else _("the importing package does not accept {name} {version}"),
        goals=goals,
    )


def specifier(text: str) -> str:
    """The range as comparisons, of ">=1.3.17, <=1.8.0." or ">=(1, 3, 13, 0, 0, 0), <=(1, 4, ...)".

    Of ">=[1, 1, 4], <=[1, 2, 0]" too; "" for what is no range.
    """
    plain = re.sub(r"[(\[]([-\d, ]+)[)\]]", lambda m: ".".join(m[1].split(", ")[:3]), text)
    parts = re.findall(r"[<>=]=?\s*[\w.]*\w", plain)
    joined = ",".join(part.replace(" ", "") for part in parts)
    try:
        for _operator, bound in Bounds.parse(joined).comparisons:
            order(bound)
    except ValueError:
        return ""
    return joined


def _side(version: str, wanted: str) -> str:
    """Whether the version lies above the range or below; above too where the range says neither.

    Bounds are compared as the packages themselves do; some of old counted 1.3.0 above "<=1.3".
    """
    if not wanted:
        return _TOO_NEW
    lower = Bounds.parse(wanted).lower
    try:
        return _TOO_OLD if lower and order(version) < order(lower) else _TOO_NEW
    except ValueError:
        return _TOO_NEW


def _sides(seen: Sighting, account: Account) -> Set[str]:
    """On which sides such messages of the text refuse the package: both where two disagree."""
    found = set()
    for line in account.excerpt.lines:
        match = re.search(seen.signature.regex, line.text) if _MESSAGE in line.text else None
        if match and match["name"] == seen.groups["name"] and match["range"]:
            found.add(_side(match["version"], specifier(match["range"])))
    return found


def _is_sure(seen: Sighting, version: str, wanted: str) -> bool:
    """Whether the side is plain: a range of one generation, or none where none was printed."""
    return _is_one_generation(version, wanted) if wanted else not seen.groups["range"]


def _is_one_generation(version: str, wanted: str) -> bool:
    bounds = Bounds.parse(wanted)
    majors = {bound.partition(".")[0] for bound in (bounds.lower, bounds.upper) if bound}
    return version.partition(".")[0] in majors


def _listed(account: Account, package: str, version: str) -> Optional[Claim]:
    """What the list of packages says of it, where that is another version than the imported one."""
    names = ("mmcv", "mmcv-full") if package == "mmcv" else (package,)
    listed = [claim for name in names for claim in account.of(PACKAGE, name)]
    if not listed or any(claim.value == version for claim in listed):
        return None
    return listed[0]


def _word(tables: Tables, package: str, side: str) -> str:
    word = f"{package}_{side}"
    return word if word in tables.causes else _OTHER[side]


def _distribution(tables: Tables, package: str, wanted: str) -> str:
    """mmcv with its ops was called mmcv-full before 2.0."""
    bounds = Bounds.parse(wanted)
    end = bounds.upper or bounds.lower
    return (
        tables.openmmlab.mmcv_distribution(end, ops=True) if package == "mmcv" and end else package
    )
