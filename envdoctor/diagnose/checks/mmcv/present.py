"""mmcv is installed where MMAction2, mmdet or mmpose is.

They import it at once and declare it only in an extra named `mim`, which pip does not read: `pip
install mmaction2` succeeds, and `import mmaction` says "No module named 'mmcv'".

How it is known: no folder `mmcv` on the environment's path, while one of them is there.

Bad: mmaction2 1.2.0 without mmcv. Good: mmaction2 1.2.0 with mmcv 2.1.0.
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

RULE = Rule("mmcv.present", MMCV, _("mmcv is installed where MMAction2, mmdet or mmpose is"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """mmcv, where something needs it."""
    goals = tuple(Constrain("mmcv", s) for s in specifiers(facts, tables, "mmcv"))
    yield from missing(RULE, facts, "mmcv", ("mmaction2", "mmdet", "mmpose"), goals)
