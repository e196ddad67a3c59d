"""No GPU's memory waits for a reset or a repair.

Data center GPUs watch their memory. A fault that ECC cannot correct stops the program that meets
it, and marks the row to be replaced by a spare one, which takes effect at the next reset. Where
replacing has failed, the card is to be exchanged.

How it is known: NVML's remapped rows (Ampere and newer) or pages to be retired (before), and its
count of uncorrectable errors since the driver was loaded. GPUs without ECC tell none of it.

Bad: an A100 with a row remapping that failed. Good: an A100 with none pending.
"""

from typing import Iterator, Optional

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import severity
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts, GpuHealth
from envdoctor.model.finding import ERROR, GPU, HIGH, INFO, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import NamedTuple

RULE = Rule(
    "gpu.ecc",
    GPU,
    _("no GPU's memory waits for a reset or a repair"),
    reference="https://docs.nvidia.com/deploy/a100-gpu-mem-error-mgmt/index.html",
)
_RESET = _("stop what uses GPU {index}, then reset it: sudo nvidia-smi --gpu-reset -i {index}")


class _Fault(NamedTuple):
    name: str
    severity: str
    title: str
    why: str
    remedy: str


_FAILED = _Fault(
    "failed",
    ERROR,
    _("GPU {index} could not replace faulty memory rows"),
    _("No spare row is left where the fault lies: programs that reach it will stop again."),
    _("take GPU {index} ({name}, {place}) out of use and have the card exchanged"),
)
_PENDING = _Fault(
    "pending",
    WARNING,
    _("GPU {index} has faulty memory rows that wait for a reset"),
    _("The faulty rows are still in use until the GPU is reset; then spare rows take their place."),
    _RESET,
)
_ERRORS = _Fault(
    "errors",
    WARNING,
    _("GPU {index} met {count} memory errors that ECC could not correct"),
    _("Each of them stopped a program, or spoiled what it computed, since the driver was loaded."),
    _RESET,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Each GPU's memory."""
    for gpu in facts.gpus.known():
        health = gpu.health
        fault = _fault(health) if health else None
        if health is None or fault is None:
            continue
        yield RULE.finding(
            severity(facts, torch=fault.severity, otherwise=INFO),
            cause="gpu_lost",
            confidence=HIGH,
            variant=fault.name,
            title=fault.title,
            why=fault.why,
            params={
                "index": str(gpu.index),
                "name": gpu.name,
                "place": gpu.pci,
                "count": str(health.ecc_uncorrected or 0),
            },
            evidence=tuple(
                facts.gpus.evidence(what, value)
                for what, value in zip(health._fields, health)
                if value is not None
            ),
            goals=(Manual(fault.remedy),),
        )


def _fault(health: GpuHealth) -> Optional[_Fault]:
    if health.remap_failed:
        return _FAILED
    if health.remap_pending:
        return _PENDING
    return _ERRORS if health.ecc_uncorrected else None
