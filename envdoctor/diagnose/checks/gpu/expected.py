"""When a GPU is required, one responds.

Judged only with `--expect-gpu required`: whoever starts a training job wants to hear at once that no
GPU is there, not after the data was loaded onto the CPU. Where a container, WSL or the driver is at
fault, that is said by their own checks instead.

How it is known: NVML lists the GPUs; without it, the device files and PCI addresses that the system
shows.

Bad: `--expect-gpu required` on a machine where NVML finds no GPU. Good: one GPU answers.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import says
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import REQUIRED, Facts
from envdoctor.model.finding import ERROR, GPU, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "gpu.expected",
    GPU,
    _("when a GPU is required, one responds"),
    requires=(
        "driver.module_mismatch",
        "driver.wsl",
        "driver.loaded",
        "driver.answers",
        "gpu.container",
        "gpu.container_access",
        "gpu.lost",
    ),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Something must answer where a GPU is required."""
    if facts.expect_gpu != REQUIRED or facts.gpus.value:
        return
    if not facts.gpus.is_absent:
        facts.gpus.known()
    driver = facts.driver.value
    devices = facts.nvidia_devices
    yield RULE.finding(
        ERROR,
        cause="gpu_not_found",
        variant="none_listed" if driver else "",
        title=_("a GPU is required, but none responds"),
        why=_("The NVIDIA driver {driver} answers and lists no GPU.")
        if driver
        else _("This machine shows neither an NVIDIA driver nor an NVIDIA device."),
        params={"driver": driver.version if driver else ""},
        evidence=(
            facts.gpus.evidence("GPUs", "0" if driver else says(facts.gpus)),
            devices.evidence(
                "NVIDIA devices",
                ", ".join((*devices.value.pci, *devices.value.nodes))
                if devices.value
                else says(devices),
            ),
        ),
        goals=(Manual(_("run on a machine with an NVIDIA GPU, or say --expect-gpu optional")),),
    )
