"""Checkpoints of mmengine load under this torch.

From 2.6 on torch.load takes only plain tensors unless told otherwise. mmengine before 0.11.0rc2 does
not say otherwise: to resume a training whose checkpoint carries a message hub then fails. Weights of
a model zoo load as before.

How it is known: the versions of torch and mmengine, and the releases' own calls of torch.load
(known_bad.toml).

Bad: torch 2.6.0 with mmengine 0.10.7, when a training is resumed. Good: torch 2.5.1 with mmengine 0.10.7.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import ordered
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, MMCV, Finding
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("torch.weights_only", MMCV, _("checkpoints of mmengine load under this torch"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """What the table knows of this pair."""
    torch, mmengine = facts.torch.known(), facts.mmengine.known()
    ordered(torch.version, facts.torch.source)
    ordered(mmengine.version, facts.mmengine.source)
    for defect in tables.known_bad.of("mmengine", mmengine.version):
        if defect.cause != "torch_load_weights_only":
            continue
        if not defect.breaks_with({"torch": torch.version}):
            continue
        yield RULE.finding(
            INFO,
            cause="torch_load_weights_only",
            title=_("mmengine {mmengine} cannot resume its own checkpoints under torch {torch}"),
            why=_(
                'torch.load refuses what they carry besides tensors ("Weights only load failed"). mmengine '
                "0.11.0rc2 and newer load them; for files that you trust, TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1 does."
            ),
            params={"mmengine": mmengine.version, "torch": torch.version},
            evidence=(
                facts.torch.evidence("torch.version", torch.version),
                facts.mmengine.evidence("mmengine.version", mmengine.version),
                Evidence("known defect", defect.what, defect.source),
            ),
        )
