"""mmcv's compiled ops hold CUDA code where torch does and a GPU is there.

Built without nvcc, or with FORCE_CUDA unset in an image, mmcv's ops serve the CPU only: everything
imports, and the first op on a GPU stops with "implementation for device cuda:0 not found" or "is not
compiled with GPU support".

How it is known: mmcv/_ext*.so neither needs a CUDA library nor holds GPU code, while torch is a CUDA
build and NVML shows a GPU.

Bad: CPU-only ops under torch 2.1.2+cu121 beside an RTX 3090. Good: ops that need libcudart.so.12.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.extensions import afresh, ops, seen
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import NONE, Facts
from envdoctor.model.finding import ERROR, INFO, MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmcv.ops_without_cuda",
    MMCV,
    _("mmcv's compiled ops hold CUDA code where torch does and a GPU is there"),
    requires=(
        "mmcv.minimum",
        "torch.minimum",
        "mmcv.ops_damaged",
        "mmcv.ops_for_python",
        "mmcv.ops_for_torch",
    ),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Ops without CUDA beside a torch with CUDA."""
    item, torch = ops(facts), facts.torch.known()
    if item.links_cuda is not False or torch.cuda is None:
        return
    gpus = facts.gpus.known()
    if not gpus:
        return
    yield RULE.finding(
        INFO if facts.expect_gpu == NONE else ERROR,
        cause="extension_built_without_cuda",
        title=_("mmcv's compiled ops were built without CUDA, and torch {torch} uses the GPU"),
        why=_(
            'An op on a GPU tensor stops with "implementation for device cuda:0 not found"; on the CPU it works.'
        ),
        params={"torch": torch.version},
        evidence=(
            seen("needed libraries", ", ".join(item.needed), item),
            facts.torch.evidence("torch.cuda", torch.cuda),
            facts.gpus.evidence("GPUs", ", ".join(gpu.name for gpu in gpus)),
        ),
        goals=afresh(facts),
    )
