"""The driver's user-space libraries, where the loader looks for them; they are never loaded here."""

from __future__ import annotations

from envdoctor.facts.machine import LINUX
from envdoctor.facts.nvidia import find_library, sign_of_nvidia
from envdoctor.facts.outcome import not_running
from envdoctor.facts.root import Root
from envdoctor.model.machine import DriverLibraries
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Mapping

SOURCE = "LD_LIBRARY_PATH, /usr/lib"

_WSL_LIBRARY = "/usr/lib/wsl/lib/libcuda.so.1"


def read_driver_libraries(
    root: Root, environ: Mapping[str, str], system: str
) -> Read[DriverLibraries]:
    """The files behind NVML and libcuda; *absent* where nothing of NVIDIA is to be seen."""
    if not root.is_live:
        return not_running(SOURCE)
    if system != LINUX:
        return Read.absent("", f"{system} names its libraries without a version")
    if not sign_of_nvidia(root, system, environ):
        return Read.absent("/dev, /proc/driver/nvidia", "nothing of an NVIDIA driver")
    found = DriverLibraries(
        nvml=find_library(root, environ, "libnvidia-ml.so.1"),
        cuda=find_library(root, environ, "libcuda.so.1"),
        wsl=_WSL_LIBRARY if root.exists(_WSL_LIBRARY) else "",
    )
    return Read.of(found, SOURCE)
