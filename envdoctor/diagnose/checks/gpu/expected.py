"""A GPU that was said to be required answers.

Judged only with `--expect-gpu required`: whoever starts a training job wants to hear at once that no
GPU is there, not after the data was loaded onto the CPU.

How it is known: NVML lists the GPUs; without it, the device files and PCI addresses that the system
shows.

Bad: `--expect-gpu required` on a machine where NVML finds no GPU. Good: one GPU answers.
"""

from typing import Iterator, Tuple

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import REQUIRED, Facts
from envdoctor.model.finding import ERROR, GPU, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _

RULE = Rule("gpu.expected", GPU, _("a GPU that is required answers"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Something must answer where a GPU is required."""
    if facts.expect_gpu != REQUIRED or facts.gpus.value:
        return
    cause, why, remedy = _reason(facts)
    yield RULE.finding(
        ERROR,
        cause=cause,
        title=_("a GPU is required, and none answers"),
        why=why,
        params={"container": facts.container.value.kind if facts.container.value else ""},
        evidence=_seen(facts),
        goals=(Manual(remedy),),
    )


def _reason(facts: Facts) -> Tuple[str, str, str]:
    devices = facts.nvidia_devices.value
    if facts.container.value and not (devices and devices.nodes):
        return (
            "container_without_gpu_access",
            _(
                "This {container} container was started without access to a GPU: no NVIDIA device file is in it."
            ),
            _("start the container with --gpus all (NVIDIA Container Toolkit on the host)"),
        )
    if facts.driver.is_absent and devices and devices.pci:
        return (
            "driver_missing",
            _("An NVIDIA GPU is on the PCI bus, but no NVIDIA driver is loaded."),
            _("install the NVIDIA driver and restart"),
        )
    if devices and devices.nodes:
        return (
            "driver_state_broken",
            _("NVIDIA device files are there, but the driver does not answer for any GPU."),
            _("restart the machine, or reload the NVIDIA kernel modules"),
        )
    return (
        "gpu_missing",
        _("Neither a driver nor an NVIDIA device is visible on this machine."),
        _("run on a machine with an NVIDIA GPU, or say --expect-gpu optional"),
    )


def _seen(facts: Facts) -> Tuple[Evidence, ...]:
    reads = (("gpus", facts.gpus), ("nvidia devices", facts.nvidia_devices))
    return tuple(
        Evidence(
            what,
            read.reason or read.state if read.value is None else str(len(read.value)),
            read.source,
        )
        for what, read in reads
    )
