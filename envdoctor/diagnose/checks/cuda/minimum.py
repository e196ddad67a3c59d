"""The CUDA that torch was built with is 10.2 or newer.

Builds for older CUDA exist only of torch releases before 1.8, and no mmcv 2.x was built for them.

How it is known: `cuda` in torch/version.py of the installed package.

Bad: torch 1.8.1+cu101. Good: torch 1.8.1+cu102.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.diagnose.minimum import minimum_of
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.variants import goals_for_fitting_torch
from envdoctor.model.facts import Facts
from envdoctor.model.finding import CUDA, ERROR, Finding
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("cuda.minimum", CUDA, _("torch's CUDA is 10.2 or newer"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """torch's CUDA runtime against the minimum."""
    torch = facts.torch.known()
    if torch.cuda is None:
        return
    minimum = minimum_of(tables, "cuda")
    if order(torch.cuda) >= order(minimum.version):
        return
    yield RULE.finding(
        ERROR,
        cause="cuda_too_old",
        title=_(
            "torch {torch} is built for CUDA {cuda}, older than the {minimum} that MMAction2 needs"
        ),
        why=_(
            "MMAction2 1.x is documented from CUDA {minimum} on, and no mmcv 2.x exists for older ones."
        ),
        params={"torch": torch.version, "cuda": torch.cuda, "minimum": minimum.version},
        evidence=(
            facts.torch.evidence("torch.cuda", torch.cuda),
            Evidence("minimum", minimum.version, minimum.source),
        ),
        goals=goals_for_fitting_torch(facts, tables),
    )
