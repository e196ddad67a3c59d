"""Where mmcv is compiled, nvcc can generate code for the GPU.

Each toolkit knows the architectures of its time: CUDA 11.0 stops at an RTX 3090 with "Unsupported gpu
architecture 'compute_86'". PyTorch asks nvcc for the GPU's own architecture, or for the newest that
torch itself was built for where the GPU is newer; TORCH_CUDA_ARCH_LIST overrides both.

How it is known: the GPU's compute capability from NVML, the toolkit's version file, the architectures
of each toolkit (cuda.toml) and of this torch (torch.toml).

Bad: mmcv from source for an RTX 3090 and torch 1.8.1+cu111 with the toolkit 11.0. Good: the toolkit 11.1.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Capability, capability, dotted
from envdoctor.diagnose.compiling import chosen_toolkit, compile_in_play, variable
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import CUDA, HIGH, MEDIUM, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

RULE = Rule(
    "cuda.toolkit_for_gpu",
    CUDA,
    _("where mmcv is compiled, nvcc can generate code for the GPU"),
    requires=("cuda.home", "cuda.toolkit_for_torch", "torch.gpu_kernels"),
    reference="https://docs.nvidia.com/cuda/cuda-compiler-driver-nvcc/index.html#gpu-compilation",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Each GPU's architecture against those that the toolkit generates code for."""
    compiled, toolkit = compile_in_play(facts, tables), chosen_toolkit(facts)
    if compiled is None or not compiled.cuda or toolkit is None or not toolkit.version:
        return
    known = tables.cuda.capabilities_of(toolkit.version)
    if known is None or variable(facts, "TORCH_CUDA_ARCH_LIST"):
        return
    newest = _newest_of_torch(facts, tables)
    for gpu in facts.gpus.known():
        if gpu.compute_capability is None:
            continue
        wanted = min(newest, gpu.compute_capability)
        first = tables.cuda.range_of(wanted)
        # A toolkit can also be too new for an old GPU; torch's own kernels tell that before.
        if wanted in known or wanted < min(known) or first is None or first.first is None:
            continue
        yield RULE.finding(
            compiled.severity,
            cause="cuda_toolkit_too_old_for_gpu",
            confidence=HIGH if first.certainty == HIGH else MEDIUM,
            title=_(
                "CUDA toolkit {toolkit} generates no code for the {gpu} (compute capability {sm})"
            ),
            why=_(
                "mmcv is compiled here; nvcc stops at an architecture that it does not know. Toolkits from {first} on know it."
            ),
            params={
                "toolkit": toolkit.version,
                "gpu": gpu.name,
                "sm": dotted(wanted),
                "first": first.first,
                "cuda": compiled.cuda,
            },
            evidence=(
                facts.toolkits.evidence("toolkit", f"{toolkit.path} {toolkit.version}"),
                facts.gpus.evidence("compute capability", dotted(gpu.compute_capability)),
                Evidence("first toolkit", first.first, first.source),
                compiled.evidence,
            ),
            goals=(
                Manual(
                    _("install the CUDA toolkit {cuda} and export CUDA_HOME=/usr/local/cuda-{cuda}")
                ),
            ),
        )


def _newest_of_torch(facts: Facts, tables: Tables) -> Capability:
    """The newest architecture in torch's binary, above which nothing is asked of nvcc."""
    torch, platform = facts.torch.known(), facts.platform.known()
    built = tables.torch.arch_list(
        torch.version, torch.variant, platform.system, platform.machine, torch.package
    )
    pairs: Tuple[Capability, ...] = tuple(
        capability(f"{digits[:-1]}.{digits[-1]}")
        for digits in (name.partition("_")[2] for name in (built.cubins if built else None) or ())
        if digits.isdigit()
    )
    return max(pairs, default=(999, 0))
