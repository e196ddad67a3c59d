"""No GPU's memory waits for a reset or a repair.

Data center GPUs watch their memory. A fault that ECC cannot correct stops the program that meets it,
and marks the row to be replaced by a spare one, which takes effect at the next reset. Where that has
failed, the card has to be replaced.

How it is known: NVML's remapped rows (Ampere and newer) or pages to be retired (before), and its
count of uncorrectable errors since the driver was loaded. GPUs without ECC tell none of it.

Bad: an A100 with a row remapping that failed. Good: an A100 with none pending.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.fault import Fault, found
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import GPU, INFO, WARNING, Finding
from envdoctor.model.machine import GpuHealth
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

RULE = Rule(
    "gpu.ecc",
    GPU,
    _("no GPU's memory waits for a reset or a repair"),
    reference="https://docs.nvidia.com/deploy/a100-gpu-mem-error-mgmt/index.html",
)
_RESET = _("stop what uses GPU {index}, then reset it: sudo nvidia-smi --gpu-reset -i {index}")


_FAILED = Fault(
    "failed",
    "gpu_lost",
    _("GPU {index} could not replace faulty memory rows"),
    _("No spare row is left where the fault lies: programs that reach it will stop again."),
    _("take GPU {index} ({name}, {place}) out of use and have the card replaced"),
    otherwise=INFO,
)
_PENDING = Fault(
    "pending",
    "gpu_lost",
    _("GPU {index} has faulty memory rows that wait for a reset"),
    _("The faulty rows are still in use until the GPU is reset; then spare rows take their place."),
    _RESET,
    torch=WARNING,
    otherwise=INFO,
)
_ERRORS = Fault(
    "errors",
    "gpu_lost",
    _("GPU {index} met {count} memory errors that ECC could not correct"),
    _("Each of them stopped a program or corrupted its results since the driver was loaded."),
    _RESET,
    torch=WARNING,
    otherwise=INFO,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Each GPU's memory."""
    for gpu in facts.gpus.known():
        health = gpu.health
        fault = _fault(health) if health else None
        if health is None or fault is None:
            continue
        params = {
            "index": str(gpu.index),
            "name": gpu.name,
            "place": gpu.pci,
            "count": str(health.ecc_uncorrected or 0),
        }
        evidence = tuple(
            facts.gpus.evidence(what, value)
            for what, value in zip(health._fields, health)
            if value is not None
        )
        yield found(RULE, facts, fault, params, evidence)


def _fault(health: GpuHealth) -> Optional[Fault]:
    if health.remap_failed:
        return _FAILED
    if health.remap_pending:
        return _PENDING
    return _ERRORS if health.ecc_uncorrected else None
