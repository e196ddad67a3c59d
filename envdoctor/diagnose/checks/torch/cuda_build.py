"""torch is a CUDA build where a GPU is to be used.

On Windows, on macOS and from the CPU index pip installs a torch without CUDA; everything installs
and imports, and `torch.cuda.is_available()` says False.

How it is known: torch/version.py names no CUDA, while NVML shows a GPU, or `--expect-gpu required`
says that one is wanted. Builds for ROCm, XPU, Ascend or MPS are outside the tables and not judged.

Bad: torch 2.1.2+cpu beside an RTX 3090. Good: torch 2.1.2+cpu on a machine without a GPU.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.variants import goals_for_fitting_torch
from envdoctor.model.facts import NONE, REQUIRED, Facts
from envdoctor.model.finding import ERROR, HIGH, MEDIUM, TORCH, WARNING, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "torch.cuda_build",
    TORCH,
    _("torch is a CUDA build where a GPU is to be used"),
    requires=("torch.minimum",),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """A build without CUDA beside a GPU."""
    torch = facts.torch.known()
    gpus = facts.gpus.value or ()
    required = facts.expect_gpu == REQUIRED
    if torch.variant != "cpu" or facts.expect_gpu == NONE or not (gpus or required):
        return
    seen = ", ".join(gpu.name for gpu in gpus) or facts.gpus.reason or facts.gpus.state
    yield RULE.finding(
        ERROR if required else WARNING,
        cause="torch_cpu_build_installed",
        title=_("torch {torch} is a CPU-only build, and a GPU is to be used"),
        why=_(
            "This build holds no CUDA code: torch.cuda.is_available() stays False, whatever the driver."
        ),
        params={"torch": torch.version},
        evidence=(
            facts.torch.evidence("torch.cuda", "None"),
            facts.gpus.evidence("GPUs", seen),
        ),
        goals=goals_for_fitting_torch(facts, tables),
        confidence=HIGH if required else MEDIUM,
    )
