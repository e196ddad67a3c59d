"""Every GPU finds kernels, or PTX that it can compile, in mmcv's compiled ops.

Prebuilt ops hold code for the architectures of their day, ops built here those of TORCH_CUDA_ARCH_LIST
or of the GPU that was there. On another GPU torch works, and the first op of mmcv stops with "no kernel
image is available for execution on the device".

How it is known: the architectures in the headers of the GPU code inside mmcv/_ext*.so, and the GPU's
compute capability from NVML. A GPU that CUDA_VISIBLE_DEVICES hides is not judged; an old one beside a newer one
that is served is information.

Bad: ops with sm_70 and sm_75 alone on an RTX 3090 (sm_86). Good: ops with sm_80 on an RTX 3090.
"""

from __future__ import annotations

from envdoctor.compat.arch import ArchList
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.extensions import afresh, ops, seen
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.variants import gpus_in_use, is_spare
from envdoctor.model.extension import Extension
from envdoctor.model.facts import NONE, Facts
from envdoctor.model.finding import ERROR, INFO, MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmcv.ops_for_gpu",
    MMCV,
    _("every GPU finds kernels in mmcv's compiled ops"),
    requires=(
        "mmcv.minimum",
        "torch.minimum",
        "torch.gpu_kernels",
        "mmcv.ops_damaged",
        "mmcv.ops_for_python",
        "mmcv.ops_for_torch",
        "mmcv.ops_without_cuda",
    ),
    reference="https://docs.nvidia.com/cuda/ampere-compatibility-guide/index.html",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Each GPU against the architectures in the file."""
    item = ops(facts)
    if not item.cubins and not item.ptx:
        return
    held = _arch_list(item)
    names = ", ".join((item.cubins or ()) + (item.ptx or ()))
    facts.gpus.known()
    gpus = gpus_in_use(facts)
    for gpu in gpus:
        if gpu.compute_capability is None or held.runs_on(gpu.compute_capability):
            continue
        spare = is_spare(gpu, gpus, held)
        sm = "sm_{}{}".format(*gpu.compute_capability)
        yield RULE.finding(
            INFO if facts.expect_gpu == NONE or spare else ERROR,
            cause="extension_missing_gpu_arch",
            title=_("mmcv's compiled ops hold no kernels for the {gpu} ({sm})"),
            why=_(
                'They hold code for {archs}. torch works, and an op of mmcv on the {gpu} stops with "no kernel image is available".'
            ),
            params={"gpu": gpu.name, "sm": sm, "archs": names},
            evidence=(
                seen("architectures of mmcv._ext", names, item),
                facts.gpus.evidence("compute capability", sm),
            ),
            goals=() if spare else afresh(facts),
        )


def _arch_list(item: Extension) -> ArchList:
    return ArchList(
        torch="",
        variant="",
        platform="",
        package="",
        cubins=item.cubins,
        ptx=item.ptx,
        seen_in_binary=True,
        certainty="high",
        note="",
        source=item.path,
        as_of="",
    )
