"""mmcv is 2.0.0 or newer.

mmcv 1.x belongs to the older generation (mmcv.runner, mmcv.Config); MMAction2 1.x asserts mmcv 2.x
when it is imported.

How it is known: the version file of the installed package.

Bad: mmcv-full 1.7.1. Good: mmcv 2.1.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.diagnose.minimum import below_minimum, installed_mmcv, minimum_of, ordered
from envdoctor.diagnose.ranges import specifiers
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMCV, Finding
from envdoctor.model.goal import Constrain, Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

    from envdoctor.model.goal import Goal

RULE = Rule("mmcv.minimum", MMCV, _("mmcv is 2.0.0 or newer"), caused_by=("mmcv.generations",))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Whichever mmcv is installed, against the minimum."""
    installed = installed_mmcv(facts.mmcv)
    if ordered(installed.version, facts.mmcv.source) >= order(minimum_of(tables, "mmcv").version):
        return
    goals = _goals(facts, tables, installed.name)
    yield from below_minimum(RULE, tables, "mmcv", "mmcv_too_old", installed, goals)


def _goals(facts: Facts, tables: Tables, name: str) -> Tuple[Goal, ...]:
    """mmcv 2 in the ranges of those that stay, and of the newest MMAction2; mmcv-full goes before."""
    newest = tables.openmmlab.newest("mmaction2") or ""
    asserted = [
        item.specifier
        for item in tables.openmmlab.asserts("mmaction2", newest) or ()
        if item.package == "mmcv"
    ]
    stay = [text for text in specifiers(facts, tables, "mmcv") if ">=2" in text]
    ranges = dict.fromkeys((*asserted, *stay))
    removed = (Remove(name),) if name != "mmcv" else ()
    return (*removed, *(Constrain("mmcv", specifier) for specifier in ranges))
