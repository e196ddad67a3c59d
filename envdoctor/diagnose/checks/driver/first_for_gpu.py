"""The driver knows every GPU of this machine.

A driver that was published before a GPU does not know it: the kernel module leaves the device
alone, and neither NVML nor CUDA lists it, whatever torch was built for.

How it is known: the GPU's compute capability (from NVML, or from its name) and the first driver that
came with a CUDA for it (cuda.toml). A GPU that the loaded module left alone shows on the PCI bus
without a kernel driver; the kernel's log says why.

Bad: an RTX 5090 with driver 535.129.03. Good: an RTX 5090 with driver 570.86.10.
"""

from __future__ import annotations

from envdoctor.compat.cuda_types import DriverNeed
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import is_tegra, severity
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.variants import driver_version
from envdoctor.model.facts import Facts
from envdoctor.model.finding import DRIVER, INFO, LOW, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.machine import Gpu
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

RULE = Rule(
    "driver.first_for_gpu",
    DRIVER,
    _("the driver knows every GPU of this machine"),
    requires=("driver.module_mismatch", "driver.answers"),
    reference="https://docs.nvidia.com/cuda/cuda-toolkit-release-notes/index.html",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Each GPU's first driver, and GPUs that no driver took."""
    driver = driver_version(facts)
    if driver is None or is_tegra(facts):
        return
    for gpu in facts.gpus.value or ():
        need = _first_driver(facts, tables, gpu)
        if need is not None and not need.met_by(driver):
            yield _too_old(facts, gpu, driver, need)
    yield from _left_alone(facts, driver)


def _first_driver(facts: Facts, tables: Tables, gpu: Gpu) -> Optional[DriverNeed]:
    if gpu.compute_capability is not None:
        return None  # a driver that tells the capability knows the GPU
    model = tables.gpus.match(gpu.name)
    capability = model.compute_capability if model else None
    system = facts.platform.known().system
    return tables.cuda.first_driver(capability, system) if capability else None


def _too_old(facts: Facts, gpu: Gpu, driver: str, need: DriverNeed) -> Finding:
    source = facts.driver if facts.driver.value else facts.kernel_module
    return RULE.finding(
        severity(facts, otherwise=INFO),
        cause="driver_too_old",
        confidence=MEDIUM,
        title=_("the NVIDIA driver {driver} is older than the {gpu}"),
        why=_("Drivers know this generation from {minimum} on. An older one cannot run the GPU."),
        params={"driver": driver, "gpu": gpu.name, "minimum": need.minimum},
        evidence=(
            Evidence("driver version", driver, source.source),
            facts.gpus.evidence("GPU", gpu.name),
            Evidence("first driver", need.minimum, need.source),
        ),
        goals=(Manual(_("update the NVIDIA driver to {minimum} or newer")),),
    )


def _left_alone(facts: Facts, driver: str) -> Iterator[Finding]:
    devices = facts.nvidia_devices.value
    listed = {gpu.pci for gpu in facts.gpus.value or ()}
    for address, holder in zip(devices.pci, devices.drivers) if devices else ():
        if holder or address in listed or facts.kernel_module.value is None:
            continue
        yield RULE.finding(
            severity(facts, torch=WARNING, otherwise=INFO),
            cause="driver_too_old",
            confidence=LOW,
            variant="left_alone",
            title=_("the NVIDIA driver {driver} has not claimed the GPU at {address}"),
            why=_(
                "The driver is loaded and leaves this device alone, as it does with a GPU that it does not know. "
                "To be sure, read the kernel's log: sudo dmesg | grep NVRM."
            ),
            params={"driver": driver, "address": address},
            evidence=(
                facts.nvidia_devices.evidence(f"kernel driver of {address}", "none"),
                facts.kernel_module.evidence("kernel module", driver),
            ),
            goals=(Manual(_("update the NVIDIA driver to the newest that serves this GPU")),),
        )
