"""PyTorch is 1.8 or newer.

MMAction2 1.x and mmcv 2.x are documented and built from PyTorch 1.8 on.

How it is known: torch/version.py of the installed package.

Bad: torch 1.7.1. Good: torch 2.1.2+cu121.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.diagnose.minimum import Installed, below_minimum, minimum_of, ordered
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import TORCH, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("torch.minimum", TORCH, _("PyTorch is 1.8 or newer"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """torch against the minimum."""
    torch = facts.torch.known()
    evidence = facts.torch.evidence("torch.version", torch.version)
    installed = Installed("torch", torch.version, evidence)
    if ordered(torch.version, facts.torch.source) >= order(minimum_of(tables, "torch").version):
        return
    from envdoctor.diagnose.new_torch import goals_for_new_torch

    goals = goals_for_new_torch(facts, tables)
    yield from below_minimum(RULE, tables, "torch", "torch_too_old", installed, goals)
