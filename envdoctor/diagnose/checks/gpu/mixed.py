"""GPUs of different compute capability in one machine are reported.

They work side by side. But what is compiled here for the one may lack code for the other; CUDA
numbers them by speed, nvidia-smi by place; and one training over both waits for the slower.
Whether torch holds kernels for each is the question of torch.gpu_kernels.

How it is known: each GPU's compute capability from NVML.

Bad: an RTX 3090 (8.6) beside an RTX 2080 Ti (7.5), which is information. Good: two RTX 3090.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import GPU, INFO, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "gpu.mixed",
    GPU,
    _("GPUs of different compute capability in one machine are reported"),
    reference="https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#cuda-environment-variables",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Information where the GPUs differ."""
    known = [gpu for gpu in facts.gpus.known() if gpu.compute_capability is not None]
    kinds = {gpu.compute_capability for gpu in known}
    if len(kinds) < 2:  # noqa: PLR2004 - one kind is no mixture
        return
    labels = ["{} ({}.{})".format(gpu.name, *(gpu.compute_capability or ())) for gpu in known]
    archs = ";".join("{}.{}".format(*kind) for kind in sorted(filter(None, kinds)))
    yield RULE.finding(
        INFO,
        cause="mixed_gpus",
        title=_("the GPUs of this machine differ: {gpus}"),
        why=_(
            "What is compiled here needs code for each. CUDA numbers the fastest first, nvidia-smi goes by place on the bus; "
            "with CUDA_DEVICE_ORDER=PCI_BUS_ID both agree."
        ),
        params={"gpus": ", ".join(labels), "archs": archs},
        evidence=tuple(
            facts.gpus.evidence(f"GPU {gpu.index}", label) for gpu, label in zip(known, labels)
        ),
        goals=(
            Manual(_('where mmcv is compiled here, set TORCH_CUDA_ARCH_LIST="{archs}" for it')),
        ),
    )
