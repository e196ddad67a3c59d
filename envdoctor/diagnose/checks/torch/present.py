"""torch is installed where something stands on it.

mmengine, mmcv, mmdet, mmpose and MMAction2 import torch at once; some of them do not declare it.

How it is known: no folder `torch` on the environment's path, while one of them is there.

Bad: mmengine 0.10.7 without torch. Good: mmengine 0.10.7 with torch 2.1.2.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.presence import missing
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import TORCH, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "torch.present",
    TORCH,
    _("torch is installed where something stands on it"),
    caused_by=("python.wheels_for_version",),
)
_STANDS_ON_IT = ("mmaction2", "mmdet", "mmpose", "mmcv", "mmengine")


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """torch, where something needs it."""
    if not facts.torch.is_absent:
        facts.torch.known()
        return
    from envdoctor.diagnose.new_torch import goals_for_new_torch

    goals = goals_for_new_torch(facts, tables)
    yield from missing(RULE, facts, "torch", _STANDS_ON_IT, goals)
