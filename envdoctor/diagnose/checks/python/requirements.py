"""Every declared requirement of the stack's packages is installed.

An install with `--no-deps`, an interrupted one or a later uninstall leaves packages whose own
metadata names what is no longer there.

How it is known: Requires-Dist in the packages' metadata, with its markers evaluated for the
inspected interpreter, against the installed distributions.

Bad: torch 2.1.2 without sympy. Good: every name found.
"""

from __future__ import annotations

from envdoctor.compat.known_bad import NEEDLESS_REQUIREMENT
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import known_defects, lacks_decord
from envdoctor.diagnose.rule import Rule
from envdoctor.model.environment import Requirement
from envdoctor.model.facts import Facts
from envdoctor.model.finding import (
    ERROR,
    LIBRARIES,
    MMACTION2,
    MMCV,
    MMDET,
    PYTHON,
    TORCH,
    Finding,
)
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Set

RULE = Rule(
    "python.requirements", PYTHON, _("every declared requirement of the stack is installed")
)

_SHOWN = 4
"""How many names a title holds."""
_LAYERS = {
    "torch": TORCH,
    "torchvision": TORCH,
    "numpy": LIBRARIES,
    "opencv-python": LIBRARIES,
    "opencv-contrib-python": LIBRARIES,
    "decord": LIBRARIES,
    "mmengine": MMCV,
    "mmcv": MMCV,
    "mmcv-lite": MMCV,
    "mmdet": MMDET,
    "mmpose": MMDET,
    "mmaction2": MMACTION2,
}


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """One finding for each package whose requirements are not all there."""
    for package, lacking in _by_package(facts, tables).items():
        names = [item.name for item in lacking]
        shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
        declared = ", ".join(f"{item.name}{item.specifier}" for item in lacking)
        yield RULE.finding(
            ERROR,
            cause="dependency_missing",
            layer=_LAYERS.get(package, PYTHON),
            title=_("{package} lacks {count} of its requirements: {names}"),
            why=_(
                "The metadata of {package} declares these requirements; code that needs them fails at import or when it runs."
            ),
            params={"package": package, "count": str(len(names)), "names": shown},
            evidence=(facts.unmet.evidence(f"{package} requires", declared),),
            goals=tuple(Constrain(item.name, item.specifier) for item in lacking),
        )


def _by_package(facts: Facts, tables: Tables) -> Dict[str, List[Requirement]]:
    """What is lacking for each package, without what the table knows is never imported."""
    grouped: Dict[str, List[Requirement]] = {}
    seen = _needless(facts, tables)
    for item in facts.unmet.known():
        if item.name in seen:
            continue
        seen.add(item.name)
        grouped.setdefault(item.required_by, []).append(item)
    return grouped


def _needless(facts: Facts, tables: Tables) -> Set[str]:
    """What is required and known never to be imported, or not published for this platform.

    Whether something takes the place of a decord that does not exist, `libraries.decoder` says.
    """
    is_asked = any(item.name == "decord" for item in facts.unmet.known())
    unpublished = {"decord"} if is_asked and lacks_decord(facts, tables) else set()
    return unpublished | {
        defect.distribution
        for item in facts.distributions.value or ()
        for defect in known_defects(tables, item.name, item.version)
        if defect.kind == NEEDLESS_REQUIREMENT
    }
