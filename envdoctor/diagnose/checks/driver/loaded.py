"""A machine with an NVIDIA GPU has its driver loaded, module and libraries.

Without the driver's kernel module, or without its library libcuda.so.1, CUDA finds no GPU, and torch
only reports False. A module that was built for the old kernel is not loaded after an update of the
kernel; nouveau, Linux's own driver, keeps the GPU as long as nothing replaces it.

How it is known: NVIDIA's controllers on the PCI bus, the loaded module, and where the loader would
find the libraries. Containers and WSL have checks of their own. Where nobody said that a GPU is
wanted and torch is no CUDA build, a GPU without a driver is information.

Bad: torch 2.1.2+cu121, an NVIDIA GPU on the PCI bus, and no driver loaded. Good: driver 535.129.03.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.fault import Fault, found
from envdoctor.diagnose.gpu_use import device_evidence, is_tegra, is_wsl, says
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import DRIVER, INFO, MEDIUM, WARNING, Finding
from envdoctor.model.machine import NvidiaDevices
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

RULE = Rule(
    "driver.loaded",
    DRIVER,
    _("a machine with an NVIDIA GPU has its driver loaded, module and libraries"),
    reference="https://docs.nvidia.com/datacenter/tesla/driver-installation-guide/index.html",
)
_PASSED_THROUGH = "vfio-pci"

_MISSING = Fault(
    "",
    "driver_missing",
    _("an NVIDIA GPU is there, and no NVIDIA driver is loaded"),
    _("CUDA finds no GPU without the driver: {said}."),
    _(
        "install the NVIDIA driver with the system's package manager (Ubuntu: sudo ubuntu-drivers install) "
        "and restart; where it is installed, its module did not load: sudo modprobe nvidia says why"
    ),
    torch=WARNING,
    otherwise=INFO,
)
_WITHOUT_LIBRARIES = Fault(
    "libraries",
    "missing_cuda_shared_lib",
    _("the NVIDIA kernel module {module} is loaded, and the driver's libraries are not found"),
    _("Neither libnvidia-ml.so.1 nor libcuda.so.1 is where the loader looks: CUDA finds no GPU."),
    _(
        "install the driver's libraries in the module's version, {module} (Ubuntu: libnvidia-compute)"
    ),
    MEDIUM,
    otherwise=INFO,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """What is missing of the driver, where NVML found none."""
    if is_tegra(facts) or is_wsl(facts) or facts.container.value or not facts.driver.is_absent:
        return
    fault = _fault(facts)
    if fault is None:
        return
    module = facts.kernel_module.value
    yield found(
        RULE,
        facts,
        fault,
        {
            "said": facts.kernel_module.reason or "no such module is loaded",
            "module": module.version if module else "",
        },
        (facts.driver.evidence("NVML", says(facts.driver)), *device_evidence(facts)),
    )


def _fault(facts: Facts) -> Optional[Fault]:
    devices, libraries = facts.nvidia_devices.value, facts.driver_libraries.value
    if facts.kernel_module.value:
        return None if libraries and libraries.cuda else _WITHOUT_LIBRARIES
    return _MISSING if devices and _wants_driver(devices) else None


def _wants_driver(devices: NvidiaDevices) -> bool:
    """A GPU that is handed through to a virtual machine needs none here."""
    held = devices.drivers or ("",) * len(devices.pci)
    return any(driver != _PASSED_THROUGH for driver in held)
