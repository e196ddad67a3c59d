"""Whether a GPU is to be used here, and how NVML answered: what the checks of driver and GPU share."""

from __future__ import annotations

from envdoctor.model.facts import NONE, REQUIRED, Facts
from envdoctor.model.finding import ERROR, INFO, WARNING
from envdoctor.model.read import Evidence, Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple

NO_PERMISSION, GPU_IS_LOST, VERSION_MISMATCH, UNKNOWN_ERROR = 4, 15, 18, 999
NO_ACCESS = (NO_PERMISSION, UNKNOWN_ERROR)
"""NVML's errors (no permission, unknown) where device files are there and may not be opened."""


def has_cuda_torch(facts: Facts) -> bool:
    """Whether torch here is a CUDA build; ROCm, XPU and MPS builds use no NVIDIA GPU."""
    return facts.torch.value is not None and facts.torch.value.cuda is not None


def severity(facts: Facts, torch: str = ERROR, otherwise: str = WARNING) -> str:
    """How much a GPU that does not work matters here.

    An error where a GPU is required, `torch` with a CUDA build of torch, `otherwise` without;
    information where no GPU is expected.
    """
    if facts.expect_gpu == NONE:
        return INFO
    if facts.expect_gpu == REQUIRED:
        return ERROR
    return torch if has_cuda_torch(facts) else otherwise


def is_tegra(facts: Facts) -> bool:
    """Whether this is a Jetson: its driver has other versions and no NVML, outside the tables."""
    platform = facts.platform.value
    return platform is not None and "tegra" in platform.release.lower()


def is_wsl(facts: Facts) -> bool:
    """Whether Windows holds the driver."""
    return facts.platform.value is not None and facts.platform.value.wsl


def nvml_error(read: Read[object]) -> Optional[int]:
    """NVML's number in a reading that failed: 18 of "NVML_ERROR_... (18): ..."."""
    return error_number(read.reason)


def error_number(text: str) -> Optional[int]:
    """The first number in brackets of what NVML said."""
    _, _, rest = text.partition("(")
    number = rest.partition(")")[0]
    return int(number) if number.isdigit() else None


def library_version(path: str) -> str:
    """The version in a file's name (".../libcuda.so.535.104.05"); "" of a name that tells none."""
    version = path.rpartition(".so.")[2] if ".so." in path else ""
    return version if "." in version and version.replace(".", "").isdigit() else ""


def says(read: Read[object]) -> str:
    """What came of a reading, for evidence."""
    return "read" if read.value is not None else read.reason or read.state


def device_evidence(facts: Facts) -> Tuple[Evidence, ...]:
    """What the system shows of NVIDIA: addresses and device files, and the loaded module."""
    devices, module = facts.nvidia_devices, facts.kernel_module
    seen = ", ".join((*devices.value.pci, *devices.value.nodes)) if devices.value else says(devices)
    return (
        devices.evidence("NVIDIA devices", seen),
        module.evidence("kernel module", module.value.version if module.value else says(module)),
    )
