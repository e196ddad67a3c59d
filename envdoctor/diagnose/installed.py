"""Questions that several checks ask of the list of installed distributions."""

from __future__ import annotations

from envdoctor.compat.known_bad import Defect
from envdoctor.compat.platforms import platform
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import public
from envdoctor.diagnose.ranges import specifiers
from envdoctor.model.environment import Distribution
from envdoctor.model.facts import Facts
from envdoctor.model.goal import Constrain, Goal, Reinstall
from envdoctor.model.read import Evidence
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, Tuple

OF_MMCV = ("mmcv", "mmcv-full", "mmcv-lite")
STACK = ("torch", "mmengine", "mmcv", "mmdet", "mmpose", "mmaction2")


def versions(facts: Facts) -> Dict[str, str]:
    """Name -> version; of two with one name the one that Python sees. Raises `NotKnown`."""
    found: Dict[str, str] = {}
    for item in facts.distributions.known():
        found.setdefault(item.name, item.version)
    return found


def stack_present(facts: Facts) -> Tuple[str, ...]:
    """What of the stack is there."""
    return tuple(name for name in STACK if getattr(facts, name).value is not None)


def of_names(facts: Facts, names: Tuple[str, ...]) -> Iterator[Distribution]:
    """The installed distributions with one of these names. Raises `NotKnown`."""
    return (item for item in facts.distributions.known() if item.name in names)


def afresh(facts: Facts, tables: Tables, name: str, version: str) -> Tuple[Goal, ...]:
    """What installs a distribution again; an mmcv then is one that its consumers accept."""
    if name not in OF_MMCV:
        return (Reinstall(name),)
    ranges = specifiers(facts, tables, "mmcv") or (f"=={public(version)}",)
    return (Reinstall(name), *(Constrain(name, specifier) for specifier in ranges))


def known_defects(tables: Tables, name: str, version: str) -> Tuple[Defect, ...]:
    """What is known of one release; nothing of a version as PEP 440 does not know it."""
    try:
        return tables.known_bad.of(name, version)
    except ValueError:
        return ()


def lacks_decord(facts: Facts, tables: Tables) -> Tuple[Evidence, ...]:
    """The known defect where no decord is published for this platform; else ()."""
    place = facts.platform.value
    if place is None:
        return ()
    here = platform(place.system, place.machine)
    return tuple(
        Evidence("known defect", defect.what, defect.source)
        for defect in tables.known_bad.all()
        if defect.package == "decord" and here in defect.platforms
    )
