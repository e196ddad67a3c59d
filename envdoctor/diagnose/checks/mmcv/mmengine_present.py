"""mmengine is installed where MMAction2, mmdet, mmpose or mmcv is.

They import it at once; MMAction2 and mmdet declare it only in an extra named `mim`, which pip does
not read.

How it is known: no folder `mmengine` on the environment's path, while one of them is there.

Bad: mmaction2 1.2.0 without mmengine. Good: mmaction2 1.2.0 with mmengine 0.10.7.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.presence import missing
from envdoctor.diagnose.ranges import specifiers
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMCV, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmcv.mmengine_present",
    MMCV,
    _("mmengine is installed where MMAction2, mmdet or mmpose is"),
    requires=("mmaction2.minimum",),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """mmengine, where something needs it."""
    goals = tuple(Constrain("mmengine", s) for s in specifiers(facts, tables, "mmengine"))
    yield from missing(RULE, facts, "mmengine", ("mmaction2", "mmdet", "mmpose"), goals)
