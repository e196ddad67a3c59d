"""The machine half of `Facts`, in two phases: NVML is asked first and answers last.

probe = start_nvml(root, environ)
...                                  # other files are read meanwhile
host = read_host(root, environ, probe)
"""

from __future__ import annotations

from envdoctor.facts.compilers import read_compilers
from envdoctor.facts.cuda import read_toolkits
from envdoctor.facts.deadline import NoAnswer, Now, Pending, guarded
from envdoctor.facts.driver_libraries import read_driver_libraries
from envdoctor.facts.environ import read_variables
from envdoctor.facts.fabric import read_fabric_manager
from envdoctor.facts.libc import read_libc
from envdoctor.facts.machine import read_container, read_platform, system_of
from envdoctor.facts.nvidia import read_kernel_module, read_nvidia_devices
from envdoctor.facts.nvml import NvmlProbe, ask_nvml, start_nvml
from envdoctor.facts.resources import read_cpu, read_disk, read_memory, read_shm
from envdoctor.facts.root import Root
from envdoctor.facts.visible import read_visible_devices
from envdoctor.model.machine import (
    Compiler,
    Container,
    Cpu,
    Driver,
    DriverLibraries,
    FabricManager,
    Gpu,
    KernelModule,
    Libc,
    Memory,
    NvidiaDevices,
    Platform,
    Space,
    Toolkit,
    Variable,
    VisibleDevice,
)
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Mapping, Tuple, Union

    _Tools = Tuple[Read[Tuple[Toolkit, ...]], Read[Tuple[Compiler, ...]], Read[DriverLibraries]]

__all__ = ("HostFacts", "NvmlProbe", "ask_nvml", "read_disk", "read_host", "start_nvml")

PATH_SECONDS = 5.0
"""How long the folders of PATH and CUDA_HOME may take: any of them can lie on a dead mount."""


class HostFacts(NamedTuple):
    """What is known of the machine; the fields are those of `Facts`."""

    platform: Read[Platform]
    libc: Read[Libc]
    container: Read[Container]
    cpu: Read[Cpu]
    memory: Read[Memory]
    shm: Read[Space]
    nvidia_devices: Read[NvidiaDevices]
    kernel_module: Read[KernelModule]
    driver: Read[Driver]
    gpus: Read[Tuple[Gpu, ...]]
    toolkits: Read[Tuple[Toolkit, ...]]
    compilers: Read[Tuple[Compiler, ...]]
    variables: Read[Tuple[Variable, ...]]
    driver_libraries: Read[DriverLibraries]
    fabric_manager: Read[FabricManager]
    visible_devices: Read[Tuple[VisibleDevice, ...]]


def read_host(
    root: Root,
    environ: Mapping[str, str],
    nvml: NvmlProbe,
    *,
    prefix: str = "",
    system: str = "",
    path_seconds: float = PATH_SECONDS,
) -> HostFacts:
    """Read the machine, waiting for NVML late. Raises nothing: a reading says how it went.

    `prefix` is the inspected environment's folder, where a toolkit or a compiler may lie; `system`
    is "linux", "windows" or "macos" ("" = the root's own).
    """
    system = system or system_of(root)
    tools = guarded(root, lambda: _tools(root, environ, system, prefix), path_seconds)
    container = read_container(root, system, environ)
    devices = read_nvidia_devices(root, system)
    host: Dict[str, Any] = {
        "platform": read_platform(root, system),
        "libc": read_libc(root, system),
        "container": container,
        "cpu": read_cpu(root, system),
        "memory": read_memory(root, system),
        "shm": read_shm(root, system),
        "nvidia_devices": devices,
        "kernel_module": read_kernel_module(root, system),
        "variables": read_variables(environ),
        "fabric_manager": read_fabric_manager(root, devices, container),
    }
    driver, gpus = nvml.answer()
    toolkits, compilers, libraries = _in_time(tools)
    return HostFacts(
        **host,
        driver=driver,
        gpus=gpus,
        toolkits=toolkits,
        compilers=compilers,
        driver_libraries=libraries,
        visible_devices=read_visible_devices(environ, gpus),
    )


def _tools(root: Root, environ: Mapping[str, str], system: str, prefix: str) -> _Tools:
    toolkits = read_toolkits(root, environ, system, prefix)
    compilers = read_compilers(root, environ, system, prefix)
    return toolkits, compilers, read_driver_libraries(root, environ, system)


def _in_time(tools: Union[Pending[_Tools], Now[_Tools]]) -> _Tools:
    try:
        return tools.answer()
    except NoAnswer as error:
        lost: Read[Any] = Read.unknown(f"a folder of PATH or CUDA_HOME {error}", "PATH, CUDA_HOME")
        return lost, lost, lost
