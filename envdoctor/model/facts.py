"""`Facts`: everything that is known of one machine and one environment. A fact is never "bad".

Versions stay the strings that were read; sizes are bytes; compute capabilities are (major, minor).
The JSON form of these types is the published layout `envdoctor/facts/1` (see docs/facts.md).
"""

from __future__ import annotations

from envdoctor.model.environment import (
    BrokenPin,
    Damage,
    Decoder,
    Distribution,
    Interpreter,
    Mmcv,
    ModuleCopy,
    Package,
    PathPython,
    Requirement,
    SharedModule,
    Torch,
)
from envdoctor.model.extension import Extension
from envdoctor.model.imports import CudaAnswer, FileDamage, ImportResult, SwallowedImport
from envdoctor.model.machine import (
    Binary,
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
    SharedLibrary,
    Space,
    Toolkit,
    Variable,
    VisibleDevice,
)
from envdoctor.model.project import Project
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Tuple

SCHEMA = "envdoctor/facts/1"
_NOT_READ = "not read"
_ONLY_DEEP = "only with --deep"

REQUIRED = "required"
OPTIONAL = "optional"
NONE = "none"
GPU_EXPECTATIONS = (REQUIRED, OPTIONAL, NONE)


class Facts(NamedTuple):
    """One machine and one environment: one type, many sources."""

    envdoctor: str
    """Version of envdoctor that read them."""
    expect_gpu: str
    """What the user said of a GPU: "required", "optional" or "none"."""
    platform: Read[Platform]
    libc: Read[Libc]
    container: Read[Container]
    cpu: Read[Cpu]
    memory: Read[Memory]
    disk: Read[Space]
    """At the environment's prefix."""
    shm: Read[Space]
    """Shared memory (/dev/shm)."""
    nvidia_devices: Read[NvidiaDevices]
    kernel_module: Read[KernelModule]
    driver: Read[Driver]
    gpus: Read[Tuple[Gpu, ...]]
    toolkits: Read[Tuple[Toolkit, ...]]
    compilers: Read[Tuple[Compiler, ...]]
    variables: Read[Tuple[Variable, ...]]
    interpreter: Read[Interpreter]
    distributions: Read[Tuple[Distribution, ...]]
    shared_modules: Read[Tuple[SharedModule, ...]]
    unmet: Read[Tuple[Requirement, ...]]
    """Declared requirements of installed packages that no installed distribution provides."""
    torch: Read[Torch]
    torchvision: Read[Package]
    mmengine: Read[Package]
    mmcv: Read[Mmcv]
    mmdet: Read[Package]
    mmpose: Read[Package]
    mmaction2: Read[Package]
    numpy: Read[Package]
    opencv: Read[Package]
    decoders: Read[Tuple[Decoder, ...]]
    driver_libraries: Read[DriverLibraries] = Read.unknown(_NOT_READ)
    fabric_manager: Read[FabricManager] = Read.unknown(_NOT_READ)
    """*absent* where there is no NVSwitch."""
    visible_devices: Read[Tuple[VisibleDevice, ...]] = Read.unknown(_NOT_READ)
    """The entries of CUDA_VISIBLE_DEVICES, up to the first that names nothing; *absent* when unset."""
    project: Read[Project] = Read.unknown(_NOT_READ)
    """What the project around the working folder says; *absent* where none says anything."""
    broken_pins: Read[Tuple[BrokenPin, ...]] = Read.unknown(_NOT_READ)
    """Exact requirements of the stack's packages that the installed versions do not meet."""
    copies: Read[Tuple[ModuleCopy, ...]] = Read.unknown(_NOT_READ)
    """The stack's modules that lie in several places, or in the user site; of each module first the
    copy that an import takes."""
    damages: Read[Tuple[Damage, ...]] = Read.unknown(_NOT_READ)
    path_python: Read[PathPython] = Read.unknown(_NOT_READ)
    """*absent* where PATH leads to no Python."""
    binaries: Read[Tuple[Binary, ...]] = Read.unknown(_NOT_READ)
    """Compiled files of torch, mmcv, OpenCV and the decoders; *absent* off Linux."""
    libstdcxx: Read[SharedLibrary] = Read.unknown(_NOT_READ)
    """The libstdc++.so.6 that the loader takes for the environment's Python."""
    cuda_libraries: Read[Tuple[SharedLibrary, ...]] = Read.unknown(_NOT_READ)
    """CUDA's libraries and torch's own, as they come with torch."""
    library_path: Read[Tuple[SharedLibrary, ...]] = Read.unknown(_NOT_READ)
    """Copies of those in LD_LIBRARY_PATH, first found first; *absent* where it is not set."""
    extensions: Read[Tuple[Extension, ...]] = Read.unknown(_NOT_READ)
    """Compiled extensions of mmcv and torchvision, every file of them; *absent* where there is none."""
    files: Read[Tuple[FileDamage, ...]] = Read.unknown(_ONLY_DEEP)
    """Files of the stack that are not what RECORD says; its source says how many were compared."""
    imports: Read[Tuple[ImportResult, ...]] = Read.unknown(_ONLY_DEEP)
    """The stack's modules, imported one by one; *unreadable* where the interpreter does not start."""
    swallowed: Read[Tuple[SwallowedImport, ...]] = Read.unknown(_ONLY_DEEP)
    torch_cuda: Read[CudaAnswer] = Read.unknown(_ONLY_DEEP)
    """*absent* where torch cannot be imported."""
