"""Records of a machine: system, hardware, NVIDIA driver, toolkits, libraries. Sizes are bytes."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple


class Platform(NamedTuple):
    """The operating system under the environment."""

    system: str
    """"linux", "windows" or "macos"."""
    machine: str
    """"x86_64", "aarch64", "arm64", "AMD64" ..., as the system says it; "" when a text does not say."""
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
