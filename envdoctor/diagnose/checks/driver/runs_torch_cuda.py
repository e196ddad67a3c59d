"""The NVIDIA driver runs the CUDA that torch was built with.

A driver runs programs built with its own CUDA or an older one. From CUDA 11 on, one release family
(11.x, 12.x, 13.x) runs on every driver that meets the family's minimum; between families it does
not.

How it is known: the driver's version from NVML (or from the kernel module), torch's CUDA from
torch/version.py, the minimums from NVIDIA's release notes (cuda.toml).

Bad: driver 470.57.02 with torch 2.1.2+cu121. Good: driver 525.60.13 with torch 2.1.2+cu121.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.gpu_use import is_tegra
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.variants import driver_version, goals_for_fitting_torch
from envdoctor.model.facts import NONE, Facts
from envdoctor.model.finding import DRIVER, ERROR, INFO, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "driver.runs_torch_cuda",
    DRIVER,
    _("the driver runs the CUDA that torch was built with"),
    requires=("torch.minimum", "driver.module_mismatch"),
    reference="https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """torch's CUDA against what the driver runs."""
    torch = facts.torch.known()
    if torch.cuda is None or is_tegra(facts):
        return
    driver = driver_version(facts) or facts.driver.known().version
    system = facts.platform.known().system
    need = tables.cuda.driver_need(torch.cuda, system)
    if need is None or need.met_by(driver) or _is_extended(facts, tables, torch.cuda):
        return
    update = Manual(_("update the NVIDIA driver to {minimum} or newer"))
    source = facts.driver if facts.driver.value else facts.kernel_module
    yield RULE.finding(
        INFO if facts.expect_gpu == NONE else ERROR,
        cause="driver_too_old",
        title=_("the NVIDIA driver {driver} is too old for torch's CUDA {cuda}"),
        why=_(
            "CUDA {cuda} needs driver {minimum} or newer; this one runs CUDA up to {newest}. torch finds no GPU with it. Updating the driver fixes it too."
        ),
        params={
            "driver": driver,
            "cuda": torch.cuda,
            "minimum": need.minimum,
            "newest": tables.cuda.cuda_of_driver(driver, system) or "?",
        },
        evidence=(
            Evidence("driver version", driver, source.source),
            facts.torch.evidence("torch.cuda", torch.cuda),
            Evidence("driver minimum", need.minimum, need.source),
        ),
        goals=goals_for_fitting_torch(facts, tables) or (update,),
    )


def _is_extended(facts: Facts, tables: Tables, cuda: str) -> bool:
    """Whether a compatibility package makes the driver run a CUDA that is new enough."""
    driver = facts.driver.value
    own = driver and tables.cuda.cuda_of_driver(driver.version, facts.platform.known().system)
    if not driver or not driver.cuda or not own:
        return False
    reported = numbers(driver.cuda)
    return reported > numbers(own) and reported[0] >= numbers(cuda)[0]
