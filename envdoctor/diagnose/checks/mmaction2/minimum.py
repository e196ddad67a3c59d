"""MMAction2, where installed, is 1.0.0 or newer.

MMAction2 0.x belongs to the generation of mmcv 1.x; its configs, checkpoints and API differ from 1.x.

How it is known: the version file of the installed package.

Bad: mmaction2 0.24.1. Good: mmaction2 1.2.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.diagnose.minimum import below_minimum, installed_package, minimum_of, ordered
from envdoctor.diagnose.ranges import goals_for_mmcv_2
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMACTION2, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

    from envdoctor.model.goal import Goal

RULE = Rule(
    "mmaction2.minimum",
    MMACTION2,
    _("MMAction2, where installed, is 1.0.0 or newer"),
    caused_by=("mmcv.generations",),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """MMAction2 against the minimum."""
    installed = installed_package(facts.mmaction2)
    goals = tuple(_goals(facts, tables))
    yield from below_minimum(RULE, tables, "mmaction2", "mmaction2_too_old", installed, goals)


def _goals(facts: Facts, tables: Tables) -> Iterator[Goal]:
    """MMAction2 1.x, and with it the packages of its generation in place of the older one's."""
    yield Constrain("mmaction2", f">={minimum_of(tables, 'mmaction2').version}")
    for name, read in (("mmdet", facts.mmdet), ("mmpose", facts.mmpose)):
        minimum = minimum_of(tables, name).version
        if read.value is not None and ordered(read.value.version, read.source) < order(minimum):
            yield Constrain(name, f">={minimum}")
    if facts.mmcv.value is not None:
        package = facts.mmcv.value.package
        if ordered(package.version, facts.mmcv.source) < order(minimum_of(tables, "mmcv").version):
            yield from goals_for_mmcv_2(facts, tables, package.distribution or "mmcv")
