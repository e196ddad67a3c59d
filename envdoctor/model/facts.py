"""`Facts`: everything that is known of one machine and one environment. A fact is never "bad".

Versions stay the strings that were read; sizes are bytes; compute capabilities are (major, minor).
The JSON form of these types is the published layout `envdoctor/facts/1` (see docs/facts.md).
"""

from __future__ import annotations

from envdoctor.model.extension import Extension
from envdoctor.model.imports import CudaAnswer, FileDamage, ImportResult, SwallowedImport
from envdoctor.model.project import Project
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

SCHEMA = "envdoctor/facts/1"
_NOT_READ = "not read"
_ONLY_DEEP = "only with --deep"

REQUIRED = "required"
OPTIONAL = "optional"
NONE = "none"
GPU_EXPECTATIONS = (REQUIRED, OPTIONAL, NONE)


class Platform(NamedTuple):
    """The operating system under the environment."""

    system: str
    """"linux", "windows" or "macos"."""
    machine: str
    """"x86_64", "aarch64", "arm64", "AMD64" ..., as the system says it."""
    release: str
    """Kernel release (Linux, macOS) or build (Windows)."""
    distribution: str
    """"Debian GNU/Linux 12 (bookworm)", "macOS 14.5", "Windows 11"; "" when nothing says so."""
    wsl: bool
    """Whether this Linux runs inside the Windows Subsystem for Linux."""


class Libc(NamedTuple):
    """The C library that binaries link against."""

    name: str
    """"glibc" or "musl"."""
    version: str


class Container(NamedTuple):
    """The container around the environment."""

    kind: str
    """"docker", "podman", "kubernetes", "lxc", "apptainer" or "container"."""


class Cpu(NamedTuple):
    """Processors, and how many of them may be used here."""

    model: str
    logical: int
    usable: float
    """Processors left by affinity and by the cgroup's quota."""


class Memory(NamedTuple):
    """Main memory; the limit of the cgroup counts as the total where it is lower."""

    physical_bytes: int
    limit_bytes: Optional[int]
    available_bytes: Optional[int]


class Space(NamedTuple):
    """Room in one file system."""

    path: str
    total_bytes: int
    free_bytes: int


class NvidiaDevices(NamedTuple):
    """NVIDIA hardware as the operating system shows it, whether or not a driver runs."""

    pci: Tuple[str, ...]
    """Addresses of NVIDIA display and 3D controllers ("0000:65:00.0")."""
    nodes: Tuple[str, ...]
    """Device files ("/dev/nvidia0", "/dev/nvidiactl", "/dev/dxg")."""
    drivers: Tuple[str, ...] = ()
    """The kernel driver that holds each of `pci` ("nvidia", "vfio-pci"), "" where none does."""
    switches: Tuple[str, ...] = ()
    """Addresses of NVSwitches, which join the GPUs of one board."""


class KernelModule(NamedTuple):
    """The NVIDIA kernel module that is loaded."""

    version: str
    open: Optional[bool]
    """Whether it is the open flavour, where the version text says so."""


class Driver(NamedTuple):
    """The NVIDIA driver as its user-space library (NVML) answers."""

    version: str
    cuda: str
    """Newest CUDA that this driver runs ("12.4"); "" when it did not say."""
    problem: str = ""
    """What failed while it answered ("nvmlSystemGetCudaDriverVersion_v2: NVML_ERROR_... (12)")."""


class DriverLibraries(NamedTuple):
    """The driver's user-space libraries, where the loader looks for them."""

    nvml: str
    """The file behind libnvidia-ml.so.1 (its name bears the version), "" when it is not found."""
    cuda: str
    """The file behind libcuda.so.1."""
    wsl: str = ""
    """The Windows driver's own libcuda.so.1 under WSL."""


class FabricManager(NamedTuple):
    """The service that sets up NVSwitches; without it CUDA does not start on their GPUs."""

    running: bool


class MigSlice(NamedTuple):
    """One MIG instance of a GPU that is visible here."""

    name: str
    memory_bytes: Optional[int]
    uuid: str = ""


class GpuHealth(NamedTuple):
    """What a GPU says of its memory; None where it does not keep count."""

    ecc_uncorrected: Optional[int]
    """Uncorrectable ECC errors since the driver was loaded."""
    remap_pending: Optional[bool]
    """Whether rows (before Ampere: pages) wait for a reset to be replaced."""
    remap_failed: Optional[bool]
    """Whether replacing rows has failed."""


class Gpu(NamedTuple):
    """One NVIDIA GPU."""

    index: int  # type: ignore[assignment]  # hides tuple.index, of no use on a record
    name: str
    compute_capability: Optional[Tuple[int, int]]
    memory_bytes: Optional[int]
    uuid: str
    pci: str
    persistence: Optional[bool]
    ecc: Optional[bool]
    mig: Optional[bool]
    problem: str = ""
    """The first call that failed on it ("nvmlDeviceGetName: NVML_ERROR_GPU_IS_LOST (15): ...")."""
    slices: Optional[Tuple[MigSlice, ...]] = None
    """MIG instances that are visible here; None without MIG, or where they cannot be listed."""
    health: Optional[GpuHealth] = None
    fabric: str = ""
    """How far it has joined its NVSwitches: "not started", "in progress", "completed"; "" without."""


class Toolkit(NamedTuple):
    """One CUDA toolkit (a folder with nvcc)."""

    path: str
    version: str
    chosen_by: Tuple[str, ...]
    """What points at it: "CUDA_HOME", "CUDA_PATH", "PATH", "/usr/local/cuda", "environment"."""


class Compiler(NamedTuple):
    """One host compiler."""

    name: str
    """"gcc", "g++", "clang", "cl"."""
    path: str
    version: str
    """As far as files tell it; often the major version alone."""


class Interpreter(NamedTuple):
    """The inspected Python and its kind of environment."""

    executable: str
    version: str
    implementation: str
    """"cpython", "pypy" ..."""
    prefix: str
    base_prefix: str
    kind: str
    """"venv", "uv", "virtualenv", "conda", "conda-base" or "system"."""
    environment: str
    """The environment's own name where it has one (conda), else ""."""
    site_packages: Tuple[str, ...]
    externally_managed: bool
    """Whether PEP 668 forbids pip to install here."""
    chosen_by: str
    """Why this interpreter: "--python", "--env", "VIRTUAL_ENV", "CONDA_PREFIX", "own", "PATH"."""


class Distribution(NamedTuple):
    """One installed distribution, as its metadata folder names it."""

    name: str
    """Normalised (PEP 503): "opencv-python"."""
    version: str
    location: str
    """The folder on sys.path that holds it."""
    installer: str
    """"pip", "uv", "conda" ...; "" when nothing says so or when it was not read."""
    editable: bool


class SharedModule(NamedTuple):
    """A top-level module whose files are claimed by more than one distribution."""

    module: str
    owners: Tuple[str, ...]
    """Normalised names of distributions that list the same files, sorted."""
    files: int
    """How many files more than one of them lists."""


class Requirement(NamedTuple):
    """A declared requirement of an installed package that applies to this interpreter."""

    required_by: str
    name: str
    specifier: str


class BrokenPin(NamedTuple):
    """A declared requirement of one exact version, of which another version is installed."""

    required_by: str
    name: str
    version: str
    """The one that is declared."""
    installed: str


class ModuleCopy(NamedTuple):
    """One place that holds a module of the stack."""

    module: str
    """What is imported: "mmaction"."""
    path: str
    place: str
    """"working folder", "PYTHONPATH", "user site", "environment" (its own folders and those of its
    base), or "other" (where an editable install or a .pth file leads)."""


class Damage(NamedTuple):
    """What an install or a removal left unfinished."""

    kind: str
    """"leftover": a folder that pip had put aside ("~orch"); "no module": metadata whose module is not
    there; "hollow": a package's folder without its `__init__.py`."""
    name: str
    """The distribution, of a hollow folder the module, of a leftover its name as it lies there."""
    path: str


class PathPython(NamedTuple):
    """The Python that a bare `python3` starts: the first real one on PATH."""

    executable: str
    prefix: str
    is_target: bool
    """Whether it belongs to the inspected environment."""


class Torch(NamedTuple):
    """torch, as its own files tell."""

    version: str
    """With the local part: "2.1.2+cu121"."""
    cuda: Optional[str]
    """The CUDA it was built with ("12.1"); None for a build without CUDA."""
    hip: Optional[str]
    """The ROCm it was built with."""
    variant: str
    """"cu121", "cpu", "rocm5.7", "xpu", "mps" ..., "" when the files do not tell."""
    package: str
    """"wheel" or "conda"."""
    path: str


class Package(NamedTuple):
    """A Python package of the stack, as the files that an import would run tell it."""

    module: str
    """What is imported: "mmcv"."""
    distribution: str
    """Which distribution brought it: "mmcv-lite"; "" for a bare folder on the path."""
    version: str
    """From the package's own version file, else from the distribution."""
    path: str
    editable: bool
    missing: Tuple[str, ...]
    """Modules this release imports and does not hold (of those that the tables name)."""


class Mmcv(NamedTuple):
    """mmcv, with or without its compiled ops."""

    package: Package
    ops: Optional[str]
    """The file that holds the compiled ops, None when there is none."""


class Decoder(NamedTuple):
    """A library that reads video."""

    name: str
    """"av", "decord", "opencv" or "torchcodec"."""
    distribution: str
    version: str


class Variable(NamedTuple):
    """One environment variable of the allow-list."""

    name: str
    value: str


class VisibleDevice(NamedTuple):
    """One entry of CUDA_VISIBLE_DEVICES, and what it names."""

    entry: str
    """As written ("0", "-1"); an identifier is shown as its kind alone ("GPU-<uuid>")."""
    gpu: Optional[int]
    """Index of the GPU that it names; None when it names none."""
    instance: Optional[int] = None
    """Which of the GPU's MIG instances, where it names one."""


class SharedLibrary(NamedTuple):
    """One shared library, by the name that binaries ask for."""

    name: str
    """"libcudart.so.12"."""
    path: str
    version: str
    """As the name of the file behind the links says it ("12.1.105"); "" when it does not."""
    taken: Optional[bool] = None
    """Whether the loader takes this copy for torch; None for what is opened by name later."""


class Binary(NamedTuple):
    """What one compiled file of the environment asks of the system."""

    package: str
    """"torch", "mmcv", "cv2", "decord" or "av"."""
    path: str
    glibc: str
    """The newest version of glibc's symbols that it needs ("2.28"), "" for none."""
    glibcxx: str
    """The newest version of libstdc++'s symbols that it needs ("3.4.22"), "" for none."""
    missing: Tuple[str, ...]
    """Libraries that it, or what comes with it, needs and that the loader finds nowhere."""


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
