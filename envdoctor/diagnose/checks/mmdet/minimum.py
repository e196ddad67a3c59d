"""mmdet, where installed, is 3.0.0 or newer.

mmdet 2.x belongs to the generation of mmcv 1.x; MMAction2 1.x works with mmdet 3.x.

How it is known: the version file of the installed package.

Bad: mmdet 2.28.2. Good: mmdet 3.3.0.
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
    "mmdet.minimum",
    MMDET,
    _("mmdet, where installed, is 3.0.0 or newer"),
    caused_by=("mmcv.generations", "mmaction2.minimum"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """mmdet against the minimum."""
    installed = installed_package(facts.mmdet)
    yield from below_minimum(RULE, tables, "mmdet", "mmdet_too_old", installed)
