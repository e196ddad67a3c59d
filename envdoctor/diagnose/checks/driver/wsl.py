"""Under WSL the Windows driver's libraries are there, and no Linux driver hides them.

Under WSL the driver is the one of Windows; it lays its libcuda.so.1 into /usr/lib/wsl/lib. A driver
for Linux must not be installed inside: its libcuda looks for a kernel module that WSL does not have.

How it is known: /dev/dxg shows that Windows shares its GPU; /usr/lib/wsl/lib/libcuda.so.1 is there or
not; a libcuda.so.1 elsewhere whose file bears a driver's version belongs to a Linux driver.

Bad: /usr/lib/x86_64-linux-gnu/libcuda.so.535.129.03 under WSL, and NVML finds no driver. Good: only
/usr/lib/wsl/lib/libcuda.so.1.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.fault import Fault, found
from envdoctor.diagnose.gpu_use import is_wsl, library_version, says
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import DRIVER, INFO, MEDIUM, Finding
from envdoctor.model.machine import DriverLibraries
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

RULE = Rule(
    "driver.wsl",
    DRIVER,
    _("under WSL the Windows driver's libraries are there, and nothing hides them"),
    reference="https://docs.nvidia.com/cuda/wsl-user-guide/index.html",
)
_DEVICE = "/dev/dxg"


_HIDDEN = Fault(
    "hidden",
    "wsl_driver_setup",
    _("a Linux driver ({library}) hides the Windows driver's libcuda under WSL"),
    _(
        "WSL has no NVIDIA kernel module: programs that load this libcuda find no GPU. The driver belongs in Windows only."
    ),
    _(
        "remove the Linux driver inside WSL: sudo apt-get remove --purge '^libnvidia-.*' '^nvidia-.*'"
    ),
    otherwise=INFO,
)
_WITHOUT_LIBRARY = Fault(
    "library",
    "wsl_driver_setup",
    _("WSL shares the GPU of Windows, and the NVIDIA driver's libcuda.so.1 is not there"),
    _(
        "The NVIDIA driver of Windows lays it into /usr/lib/wsl/lib. Without it CUDA finds no GPU; "
        "on a machine with a GPU of another maker that is as it should be."
    ),
    _("install the NVIDIA driver in Windows, then run: wsl --shutdown"),
    MEDIUM,
    INFO,
    INFO,
)
_NO_DEVICE = Fault(
    "device",
    "wsl_driver_setup",
    _("WSL does not share the GPU of Windows: there is no /dev/dxg"),
    _("WSL 1 and old kernels of WSL 2 know no GPU."),
    _("in Windows run: wsl --update, then wsl --set-version <distribution> 2"),
    MEDIUM,
    INFO,
    INFO,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The door to Windows' driver, its library, and what stands before it."""
    if not is_wsl(facts) or facts.container.value or facts.gpus.value:
        return
    devices = facts.nvidia_devices.value
    shared = bool(devices and _DEVICE in devices.nodes)
    fault = _fault(shared, facts.driver_libraries.value)
    if fault is None:
        return
    libraries = facts.driver_libraries.value or DriverLibraries("", "")
    evidence = _evidence(facts, libraries, shared=shared)
    yield found(RULE, facts, fault, {"library": libraries.cuda}, evidence)


def _fault(shared: bool, libraries: Optional[DriverLibraries]) -> Optional[Fault]:
    if libraries is not None and library_version(libraries.cuda):
        return _HIDDEN if _is_driver(libraries.cuda) else None
    if not shared:
        return _NO_DEVICE
    return _WITHOUT_LIBRARY if libraries is not None and not libraries.wsl else None


def _is_driver(path: str) -> bool:
    """The Windows driver's own file is libcuda.so.1.1; a Linux driver's bears its version."""
    return int(library_version(path).partition(".")[0]) > 1


def _evidence(facts: Facts, libraries: DriverLibraries, *, shared: bool) -> Tuple[Evidence, ...]:
    return (
        Evidence(_DEVICE, "present" if shared else "absent", "/dev"),
        facts.driver_libraries.evidence("libcuda.so.1", libraries.cuda or "absent"),
        facts.gpus.evidence("NVML", says(facts.gpus)),
    )
