"""Every GPU finds kernels, or PTX that it can compile, in torch's binary.

A kernel compiled for sm_80 runs on 8.0, 8.6 and 8.9, never on another major number; PTX compiles on
its own and on every newer architecture. So Ampere needs a build for CUDA 11 or newer, and a GPU that
is newer or older than the build's whole list finds nothing to run.

How it is known: the GPU's compute capability from NVML, the build's architectures from the table of
torch builds (torch.toml). A build that the table does not hold is not judged, nor is a GPU that
CUDA_VISIBLE_DEVICES hides. An old GPU beside a newer one that is served, as for a screen, is
information.

Bad: an RTX 3090 (sm_86) with torch 1.8.1+cu102. Good: an RTX 3090 with torch 1.8.1+cu111.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.variants import (
    goals_for_fitting_torch,
    gpus_in_use,
    is_spare,
)
from envdoctor.model.facts import NONE, Facts
from envdoctor.model.finding import ERROR, HIGH, INFO, MEDIUM, TORCH, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "torch.gpu_kernels",
    TORCH,
    _("every GPU finds kernels in torch's binary"),
    requires=("torch.minimum",),
    reference="https://docs.nvidia.com/cuda/ampere-compatibility-guide/index.html",
)

_NO_BUILD = Manual(
    _("no build of PyTorch in the tables runs on this GPU with this driver: update the driver")
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Each GPU against the build's architectures."""
    torch = facts.torch.known()
    if torch.cuda is None:
        return
    platform = facts.platform.known()
    arch_list = tables.torch.arch_list(
        torch.version, torch.variant, platform.system, platform.machine, torch.package
    )
    facts.gpus.known()
    gpus = gpus_in_use(facts)
    for gpu in gpus:
        if arch_list is None or gpu.compute_capability is None:
            continue
        if arch_list.runs_on(gpu.compute_capability):
            continue
        sm = "sm_{}{}".format(*gpu.compute_capability)
        spare = is_spare(gpu, gpus, arch_list)
        archs = ", ".join((arch_list.cubins or ()) + (arch_list.ptx or ()))
        yield RULE.finding(
            INFO if facts.expect_gpu == NONE or spare else ERROR,
            cause="gpu_arch_not_in_torch_build",
            confidence=HIGH if arch_list.certainty == "high" else MEDIUM,
            title=_("torch {torch} holds no kernels for the {gpu} ({sm})"),
            why=_(
                'This build holds code for {archs}. On the {gpu} every CUDA call stops with "no kernel image is available".'
            ),
            params={"torch": torch.version, "gpu": gpu.name, "sm": sm, "archs": archs},
            evidence=(
                facts.torch.evidence("torch.version", torch.version),
                facts.gpus.evidence("compute capability", sm),
                Evidence("architectures of this build", archs, arch_list.source),
            ),
            goals=() if spare else goals_for_fitting_torch(facts, tables) or (_NO_BUILD,),
        )
