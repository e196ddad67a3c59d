"""MMAction2, where installed, is 1.0.0 or newer.

MMAction2 0.x belongs to the generation of mmcv 1.x; its configs, checkpoints and API differ from 1.x.

How it is known: the version file of the installed package.

Bad: mmaction2 0.24.1. Good: mmaction2 1.2.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import below_minimum, installed_package
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MMACTION2, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmaction2.minimum",
    MMACTION2,
    _("MMAction2, where installed, is 1.0.0 or newer"),
    caused_by=("mmcv.generations",),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """MMAction2 against the minimum."""
    installed = installed_package(facts.mmaction2)
    yield from below_minimum(RULE, tables, "mmaction2", "mmaction2_too_old", installed)
