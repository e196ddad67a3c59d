"""A GPU in MIG mode has instances for CUDA to use.

In MIG mode a GPU is used only through its instances: without one, CUDA finds nothing on it. With
several, one process sees one: the first, or the one that CUDA_VISIBLE_DEVICES names.

How it is known: NVML's MIG mode of each GPU, and the instances that it lists to this process.

Bad: an A100 in MIG mode without an instance. Good: the same with one 1g.5gb instance.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import severity
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import GPU, HIGH, INFO, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.machine import Gpu, MigSlice
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

RULE = Rule(
    "gpu.mig",
    GPU,
    _("a GPU in MIG mode has instances for CUDA to use"),
    reference="https://docs.nvidia.com/datacenter/tesla/mig-user-guide/index.html",
)
_GIB = 1024**3


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Each GPU in MIG mode."""
    gpus = facts.gpus.known()
    usable = any(gpu.slices if gpu.mig else not gpu.problem for gpu in gpus)
    for gpu in gpus:
        if not gpu.mig or gpu.slices is None:
            continue
        yield _divided(facts, gpu, gpu.slices) if gpu.slices else _empty(facts, gpu, usable=usable)


def _empty(facts: Facts, gpu: Gpu, *, usable: bool) -> Finding:
    return RULE.finding(
        INFO if usable else severity(facts, otherwise=INFO),
        cause="mig_instances",
        confidence=HIGH,
        variant="empty",
        title=_("GPU {index} ({name}) is in MIG mode and has no instance to use"),
        why=_("CUDA uses a GPU in MIG mode only through its instances, so it finds nothing here."),
        params={"index": str(gpu.index), "name": gpu.name},
        evidence=(
            facts.gpus.evidence("MIG mode", "enabled"),
            facts.gpus.evidence("MIG instances", "none"),
        ),
        goals=(
            Manual(
                _(
                    "make instances (sudo nvidia-smi mig -i {index} -lgip lists the sizes, -cgi ID -C makes one), "
                    "or turn MIG off: sudo nvidia-smi -i {index} -mig 0"
                )
            ),
        ),
    )


def _divided(facts: Facts, gpu: Gpu, slices: Tuple[MigSlice, ...]) -> Finding:
    return RULE.finding(
        INFO,
        cause="mig_instances",
        confidence=HIGH,
        variant="divided",
        title=_("GPU {index} is divided into MIG instances: {slices}"),
        why=_(
            "One process uses one instance, the first unless CUDA_VISIBLE_DEVICES names another by its MIG identifier; "
            "its memory is the instance's."
        ),
        params={"index": str(gpu.index), "slices": ", ".join(_label(part) for part in slices)},
        evidence=tuple(facts.gpus.evidence("MIG instance", _label(part)) for part in slices),
    )


def _label(part: MigSlice) -> str:
    size = "" if part.memory_bytes is None else f" ({part.memory_bytes / _GIB:.1f} GiB)"
    return (part.name or "MIG") + size
