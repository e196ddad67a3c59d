"""The NVIDIA driver of this machine is loaded and answers.

A GPU without a driver, a driver whose module did not load after a kernel update, or one that an
Xid error or a resume from sleep has left behind: CUDA finds nothing in all of them, and torch says
no more than False.

How it is known: NVML's answer beside the PCI devices, the device files and /proc/driver/nvidia.
Containers and WSL have checks of their own. Where nobody said that a GPU is wanted and torch is no
CUDA build, a GPU without a driver is information.

Bad: torch 2.1.2+cu121, an NVIDIA GPU on the PCI bus, and no driver loaded. Good: NVML lists the GPU.
"""

from typing import Iterator, Optional, Tuple

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import (
    GPU_IS_LOST,
    NO_ACCESS,
    VERSION_MISMATCH,
    error_number,
    is_tegra,
    is_wsl,
    nvml_error,
    says,
    severity,
)
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts, NvidiaDevices
from envdoctor.model.finding import DRIVER, HIGH, INFO, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import ABSENT, UNREADABLE, Evidence
from envdoctor.model.text import _
from envdoctor.record import NamedTuple

RULE = Rule(
    "driver.answers",
    DRIVER,
    _("the NVIDIA driver of this machine is loaded and answers"),
    caused_by=("driver.wsl",),
    reference="https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceEnumvs.html",
)
_PERMISSION = 4
_PASSED_THROUGH = "vfio-pci"
_RELOAD = _(
    "restart the machine; if it stays so, read what the driver wrote: sudo dmesg | grep -i NVRM"
)


class _Fault(NamedTuple):
    name: str
    cause: str
    title: str
    why: str
    remedy: str
    confidence: str = HIGH
    torch: str = "error"
    otherwise: str = WARNING


_SLOW = _Fault(
    "slow",
    "probe_timed_out",
    _("the NVIDIA driver did not answer in time"),
    _(
        "NVML was waited for, and the call did not come back: {said}. Programs that ask for a GPU hang "
        "the same way. Persistence mode spares the seconds that waking many GPUs takes."
    ),
    _RELOAD,
    MEDIUM,
    WARNING,
)
_MISSING = _Fault(
    "missing",
    "driver_missing",
    _("an NVIDIA GPU is there, and no NVIDIA driver is loaded"),
    _("CUDA finds no GPU without the driver. {said}."),
    _(
        "install the NVIDIA driver with the system's package manager (Ubuntu: sudo ubuntu-drivers install) "
        "and restart; where it is installed, its module did not load: sudo modprobe nvidia says why"
    ),
    torch=WARNING,
    otherwise=INFO,
)
_WITHOUT_LIBRARIES = _Fault(
    "libraries",
    "missing_cuda_shared_lib",
    _("the NVIDIA kernel module is loaded, and the driver's libraries are not found"),
    _("Neither libnvidia-ml.so.1 nor libcuda.so.1 is where the loader looks: CUDA finds no GPU."),
    _(
        "install the driver's libraries in the module's version, {module} (Ubuntu: libnvidia-compute)"
    ),
    MEDIUM,
    otherwise=INFO,
)
_FORBIDDEN = _Fault(
    "permission",
    "permission_denied",
    _("this user may not open the NVIDIA device files"),
    _("NVML was refused: {said}."),
    _(
        "let this user open /dev/nvidia* (ls -l /dev/nvidia*; a job gets its GPUs from its scheduler)"
    ),
    MEDIUM,
    WARNING,
)
_BROKEN = _Fault(
    "broken",
    "driver_state_broken",
    _("the NVIDIA driver is there and does not work"),
    _("NVML said: {said}. CUDA finds no GPU until the driver's modules are loaded afresh."),
    _RELOAD,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """How the driver answered, where it is this machine's own."""
    if is_tegra(facts):
        return
    fault = _fault(facts)
    if fault is None:
        return
    module = facts.kernel_module.value
    said = facts.gpus.reason or facts.driver.reason or _problem(facts)
    yield RULE.finding(
        severity(facts, fault.torch, fault.otherwise),
        cause=fault.cause,
        confidence=fault.confidence,
        variant=fault.name,
        title=fault.title,
        why=fault.why,
        params={"said": said.rstrip("."), "module": module.version if module else "?"},
        evidence=_evidence(facts),
        goals=(Manual(fault.remedy),),
    )


def _fault(facts: Facts) -> Optional[_Fault]:
    if facts.driver.is_timed_out or facts.gpus.is_timed_out:
        return _SLOW
    if facts.driver.state == ABSENT:
        return None if facts.container.value or is_wsl(facts) else _without_driver(facts)
    if UNREADABLE in (facts.driver.state, facts.gpus.state):
        return _refused(facts)
    return _BROKEN if _problem(facts) else None


def _without_driver(facts: Facts) -> Optional[_Fault]:
    """Devices, and no driver that NVML could find; the modules' own word decides between them."""
    devices, libraries = facts.nvidia_devices.value, facts.driver_libraries.value
    if facts.kernel_module.value:
        return None if libraries and libraries.cuda else _WITHOUT_LIBRARIES
    return _MISSING if devices and _wants_driver(devices) else None


def _wants_driver(devices: NvidiaDevices) -> bool:
    """A GPU that is handed through to a virtual machine needs none here."""
    held = devices.drivers or ("",) * len(devices.pci)
    return any(driver != _PASSED_THROUGH for driver in held)


def _refused(facts: Facts) -> Optional[_Fault]:
    code = nvml_error(facts.driver if facts.driver.value is None else facts.gpus)
    if code in (VERSION_MISMATCH, GPU_IS_LOST) or (facts.container.value and code in NO_ACCESS):
        return None  # the checks driver.module_mismatch, gpu.lost and gpu.container speak
    return _FORBIDDEN if code == _PERMISSION else _BROKEN


def _problem(facts: Facts) -> str:
    """What failed on the first GPU that does not answer, unless it is lost."""
    problems = (gpu.problem for gpu in facts.gpus.value or () if gpu.compute_capability is None)
    return next((said for said in problems if said and error_number(said) != GPU_IS_LOST), "")


def _evidence(facts: Facts) -> Tuple[Evidence, ...]:
    devices = facts.nvidia_devices
    seen = ", ".join((*devices.value.pci, *devices.value.nodes)) if devices.value else says(devices)
    module = facts.kernel_module
    return (
        facts.driver.evidence("driver", says(facts.driver)),
        facts.gpus.evidence("GPUs", _problem(facts) or says(facts.gpus)),
        devices.evidence("NVIDIA devices", seen),
        module.evidence("kernel module", module.value.version if module.value else says(module)),
    )
