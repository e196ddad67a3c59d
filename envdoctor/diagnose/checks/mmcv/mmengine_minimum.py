"""mmengine is 0.7.2 or newer.

MMAction2 1.x is documented from mmengine 0.7.2 on; older ones lack what its runner and registries call.

How it is known: the version file of the installed package.

Bad: mmengine 0.5.0. Good: mmengine 0.10.7.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import below_minimum, installed_package
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("mmcv.mmengine_minimum", MMCV, _("mmengine is 0.7.2 or newer"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """mmengine against the minimum."""
    installed = installed_package(facts.mmengine)
    yield from below_minimum(RULE, tables, "mmengine", "mmengine_too_old", installed)
