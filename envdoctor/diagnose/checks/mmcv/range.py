"""mmcv is inside the range that every installed OpenMMLab package asserts.

MMAction2, mmdet and mmpose assert a range of mmcv when they are imported. Installers do not see it,
so a plain install takes the newest mmcv, which the newest MMAction2 refuses.

How it is known: the version file of the installed mmcv, and the asserts of each release
(openmmlab.toml).

Bad: mmcv 2.2.0 with mmaction2 1.2.0 (which asserts <2.2.0). Good: mmcv 2.1.0 with mmaction2 1.2.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import installed_mmcv
from envdoctor.diagnose.ranges import outside_range
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmcv.range",
    MMCV,
    _("mmcv is inside the range that MMAction2, mmdet and mmpose assert"),
    caused_by=(
        "mmcv.generations",
        "mmcv.minimum",
        "mmaction2.minimum",
        "mmdet.minimum",
        "mmdet.mmpose_minimum",
    ),
    reference="https://mmaction2.readthedocs.io/en/latest/get_started/installation.html",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """mmcv against its consumers' asserts."""
    yield from outside_range(RULE, facts, tables, "mmcv", installed_mmcv(facts.mmcv))
