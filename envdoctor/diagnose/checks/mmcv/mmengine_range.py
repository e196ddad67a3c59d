"""mmengine is inside the range that every installed OpenMMLab package asserts.

MMAction2, mmdet and mmpose assert a range of mmengine when they are imported; outside it the import
stops with an AssertionError.

How it is known: the version file of the installed mmengine, and the asserts of each release
(openmmlab.toml).

Bad: mmengine 0.6.0 with mmaction2 1.1.0 (which asserts >=0.7.1). Good: mmengine 0.10.7.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import installed_package
from envdoctor.diagnose.ranges import outside_range
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmcv.mmengine_range",
    MMCV,
    _("mmengine is inside the range that MMAction2, mmdet and mmpose assert"),
    caused_by=("mmcv.mmengine_minimum", "mmaction2.minimum", "mmcv.generations"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """mmengine against its consumers' asserts."""
    yield from outside_range(RULE, facts, tables, "mmengine", installed_package(facts.mmengine))
