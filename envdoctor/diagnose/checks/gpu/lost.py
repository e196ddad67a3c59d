"""No GPU has fallen off the bus.

A GPU that stops answering on the PCI bus (Xid 79) is lost for every program until it is reset or the
machine restarted; its cause is power, heat, a riser cable or a failing card. The other GPUs go on
working, so a job may start and hang.

How it is known: NVML answers a call on that GPU with its error 15, "GPU is lost"; or it lists fewer
GPUs than the NVIDIA kernel driver holds on the PCI bus, which a scheduler's device rules cause too
and is therefore information.

Bad: GPU 3 of eight says NVML_ERROR_GPU_IS_LOST. Good: all eight answer.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import (
    GPU_IS_LOST,
    error_number,
    is_wsl,
    nvml_error,
    says,
    severity,
)
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import GPU, HIGH, INFO, LOW, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "gpu.lost",
    GPU,
    _("no GPU has fallen off the bus"),
    reference="https://docs.nvidia.com/deploy/xid-errors/index.html",
)
_RESET = _(
    "restart the machine (off and on); which GPU is lost, and why, stands in the kernel's log: sudo dmesg | grep -i xid"
)
_CHECK_CARD = _(
    "restart the machine (off and on); if it is lost again, check power, cooling and seat of the card at {place}, "
    "and look for Xid 79: sudo dmesg | grep -i xid"
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Each GPU's own word, then those that NVML does not list at all."""
    if nvml_error(facts.driver) == GPU_IS_LOST or nvml_error(facts.gpus) == GPU_IS_LOST:
        read = facts.gpus if facts.driver.value else facts.driver
        yield _lost(facts, "", "", read.evidence("NVML", says(read)))
        return
    for gpu in facts.gpus.known():
        if gpu.problem and error_number(gpu.problem) == GPU_IS_LOST:
            evidence = facts.gpus.evidence(f"GPU {gpu.index}", gpu.problem)
            yield _lost(facts, str(gpu.index), gpu.pci or _place(facts, gpu.index), evidence)
    yield from _not_listed(facts)


def _lost(facts: Facts, index: str, place: str, evidence: Evidence) -> Finding:
    return RULE.finding(
        severity(facts),
        cause="gpu_lost",
        confidence=HIGH,
        variant="" if index else "any",
        title=_("GPU {index} has fallen off the bus")
        if index
        else _("a GPU has fallen off the bus"),
        why=_(
            "The driver no longer reaches it on the PCI bus. Programs that touch it hang or stop; often all CUDA programs do."
        ),
        params={"index": index, "place": place},
        evidence=(evidence,),
        goals=(Manual(_CHECK_CARD if place else _RESET),),
    )


def _place(facts: Facts, index: int) -> str:
    """The address of a GPU that tells none itself: NVML counts them in the order of the bus."""
    devices = facts.nvidia_devices.value
    same = devices is not None and len(devices.pci) == len(facts.gpus.known())
    return devices.pci[index] if devices and same else ""


def _not_listed(facts: Facts) -> Iterator[Finding]:
    devices = facts.nvidia_devices.value
    if devices is None or facts.container.value or is_wsl(facts):
        return
    gpus = facts.gpus.known()
    held = [a for a, driver in zip(devices.pci, devices.drivers) if driver == "nvidia"]
    lacking = [address for address in held if address not in {gpu.pci for gpu in gpus}]
    if not lacking or len(gpus) >= len(held):
        return
    yield RULE.finding(
        INFO,
        cause="gpu_lost",
        confidence=LOW,
        variant="not_listed",
        title=_("{count} of {total} GPUs on the bus are not listed by the driver"),
        why=_(
            "A scheduler that gives this job a part of the GPUs hides the others. Where none does, the driver failed on them: "
            "sudo dmesg | grep NVRM says why."
        ),
        params={"count": str(len(lacking)), "total": str(len(held))},
        evidence=(
            facts.nvidia_devices.evidence("not listed", ", ".join(lacking)),
            facts.gpus.evidence("GPUs", str(len(gpus))),
        ),
    )
