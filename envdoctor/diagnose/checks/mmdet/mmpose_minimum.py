"""mmpose, where installed, is 1.0.0 or newer.

mmpose 0.x belongs to the generation of mmcv 1.x; MMAction2 1.x works with mmpose 1.x.

How it is known: the version file of the installed package.

Bad: mmpose 0.29.0. Good: mmpose 1.3.2.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import below_minimum, installed_package
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMDET, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmdet.mmpose_minimum",
    MMDET,
    _("mmpose, where installed, is 1.0.0 or newer"),
    caused_by=("mmcv.generations", "mmaction2.minimum"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """mmpose against the minimum."""
    installed = installed_package(facts.mmpose)
    yield from below_minimum(RULE, tables, "mmpose", "mmpose_too_old", installed)
