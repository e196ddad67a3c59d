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
from envdoctor.diagnose.ranges import goals_for_mmcv_2
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmcv.minimum",
    MMCV,
    _("mmcv is 2.0.0 or newer"),
    caused_by=("mmcv.generations", "mmaction2.minimum"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Whichever mmcv is installed, against the minimum."""
    installed = installed_mmcv(facts.mmcv)
    if ordered(installed.version, facts.mmcv.source) >= order(minimum_of(tables, "mmcv").version):
        return
    goals = goals_for_mmcv_2(facts, tables, installed.name)
    yield from below_minimum(RULE, tables, "mmcv", "mmcv_too_old", installed, goals)
