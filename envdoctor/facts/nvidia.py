"""NVIDIA hardware and kernel module, as the operating system shows them, driver or not."""

from __future__ import annotations

from envdoctor.facts.machine import LINUX, MACOS, WINDOWS
from envdoctor.facts.outcome import failed, not_running
from envdoctor.facts.root import Root
from envdoctor.model.machine import KernelModule, NvidiaDevices
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Mapping, Optional, Tuple

PROC_DRIVER = "/proc/driver/nvidia"
WSL_DEVICE = "/dev/dxg"

_PROC_VERSION = f"{PROC_DRIVER}/version"
_SYS_VERSION = "/sys/module/nvidia/version"
_PCI_LIST = "/proc/bus/pci/devices"
_PCI_FOLDER = "/sys/bus/pci/devices"
_VENDOR = "0x10de"
_VENDOR_DIGITS = "10de"
_DISPLAY_CLASS = "0x03"  # VGA, 3D and other display controllers
_SWITCH_CLASS = "0x0680"  # bridges of no other kind: NVSwitches among NVIDIA's devices
_SMALL = 4096
_PCI_LIST_LIMIT = 4 * 1024 * 1024
_LIBRARY = "libnvidia-ml.so.1"
_LIBRARY_FOLDERS = (
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib64",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib/wsl/lib",
    "/usr/local/nvidia/lib64",
    "/run/opengl-driver/lib",
    "/usr/lib",
)


def device_nodes(root: Root) -> Tuple[str, ...]:
    """NVIDIA's device files, and WSL's door to the Windows driver."""
    try:
        names = root.list("/dev")
    except OSError:
        return ()
    # /dev/nvidia-caps* hold permissions of MIG parts, not devices.
    wanted = (n for n in names if n.startswith("nvidia") and not n.startswith("nvidia-caps"))
    nodes = tuple(f"/dev/{name}" for name in wanted)
    return (*nodes, WSL_DEVICE) if "dxg" in names else nodes


def sign_of_nvidia(root: Root, system: str, environ: Mapping[str, str]) -> str:
    """The path that makes it worth asking NVML; "" where none is there."""
    if system == WINDOWS:
        windows = environ.get("WINDIR") or environ.get("SystemRoot") or "C:/Windows"
        programs = environ.get("ProgramFiles") or "C:/Program Files"
        places: Tuple[str, ...] = (
            f"{windows}/System32/nvml.dll",
            f"{programs}/NVIDIA Corporation/NVSMI/nvml.dll",
        )
    elif system == LINUX:
        places = (*device_nodes(root)[:1], PROC_DRIVER)
    else:
        places = ()
    return next((place for place in places if root.exists(place)), "")


def read_nvidia_devices(root: Root, system: str) -> Read[NvidiaDevices]:
    """PCI addresses of NVIDIA display and 3D controllers, and NVIDIA's device files."""
    if not root.is_live:
        return not_running()
    if system == MACOS:
        return Read.absent("", "macOS has no NVIDIA driver")
    if system != LINUX:
        return Read.unknown(f"on {system} NVML alone shows NVIDIA devices")
    source = f"{_PCI_FOLDER}, /dev"
    nodes = device_nodes(root)
    try:
        classes = _classes(root)
    except OSError as error:
        if not nodes:
            return failed(error, _PCI_FOLDER)
        classes = {}
    pci = tuple(name for name, kind in classes.items() if kind.startswith(_DISPLAY_CLASS))
    switches = tuple(name for name, kind in classes.items() if kind.startswith(_SWITCH_CLASS))
    if not pci and not nodes:
        return Read.absent(source, "no NVIDIA controller on the PCI bus and no device file")
    drivers = tuple(_driver_of(root, name) for name in pci)
    return Read.of(NvidiaDevices(pci, nodes, drivers, switches), source)


def _classes(root: Root) -> Dict[str, str]:
    """Addresses of NVIDIA's PCI functions and what each is."""
    if not _listed(root):
        return {}
    found = ((name, _class_of(root, name)) for name in root.list(_PCI_FOLDER))
    return {name: kind for name, kind in found if kind}


def _listed(root: Root) -> bool:
    """Whether the kernel's one-file list names the vendor: saves a read for each PCI function."""
    try:
        lines = root.read_text(_PCI_LIST, _PCI_LIST_LIMIT).splitlines()
    except OSError:
        return True
    return any(line[5:9] == _VENDOR_DIGITS for line in lines)


def _class_of(root: Root, name: str) -> str:
    """The class of a function that is NVIDIA's; "" of any other."""
    try:
        vendor = root.read_text(f"{_PCI_FOLDER}/{name}/vendor", _SMALL)
        if vendor.strip() != _VENDOR:
            return ""
        return root.read_text(f"{_PCI_FOLDER}/{name}/class", _SMALL).strip()
    except OSError:
        return ""  # pulled out, or not for us, while we looked


def _driver_of(root: Root, name: str) -> str:
    """The kernel driver that holds a PCI function; "" when none does."""
    link = f"{_PCI_FOLDER}/{name}/driver"
    try:
        return root.resolve(link).rpartition("/")[2] if root.exists(link) else ""
    except OSError:
        return ""


def read_kernel_module(root: Root, system: str) -> Read[KernelModule]:
    """Version of the NVIDIA kernel module that is loaded; *absent* when none is."""
    if not root.is_live:
        return not_running()
    if system != LINUX:
        return Read.absent("", f"{system} has no such module")
    try:
        text = root.read_text(_PROC_VERSION, _SMALL)
    except FileNotFoundError:
        return _module_of_sys(root)
    except OSError as error:
        return failed(error, _PROC_VERSION)
    version = _module_version(text)
    if version is None:
        return Read.unreadable(_PROC_VERSION, f"no version in {text[:80]!r}")
    return Read.of(KernelModule(version, "Open Kernel Module" in text), _PROC_VERSION)


def _module_of_sys(root: Root) -> Read[KernelModule]:
    try:
        return Read.of(
            KernelModule(root.read_text(_SYS_VERSION, _SMALL).strip(), None), _SYS_VERSION
        )
    except FileNotFoundError:
        nouveau = root.exists("/sys/module/nouveau")
        why = "the nouveau module is loaded instead" if nouveau else "no such module is loaded"
        return Read.absent(f"{_PROC_VERSION}, {_SYS_VERSION}", why)
    except OSError as error:
        return failed(error, _SYS_VERSION)


def _module_version(text: str) -> Optional[str]:
    """From "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 ..."."""
    first = text.partition("\n")[0]
    _, _, after = first.partition("Module")
    return next((word for word in after.split() if word[0].isdigit() and "." in word), None)


def library_file(root: Root, environ: Mapping[str, str]) -> str:
    """The file behind libnvidia-ml.so.1 ("libnvidia-ml.so.535.104.05"): it bears its version."""
    return find_library(root, environ, _LIBRARY)


def find_library(root: Root, environ: Mapping[str, str], name: str) -> str:
    """The file behind one of the driver's libraries, where the loader looks first; "" if nowhere."""
    folders = [part for part in environ.get("LD_LIBRARY_PATH", "").split(":") if part]
    for folder in (*folders, *_LIBRARY_FOLDERS):
        path = f"{folder}/{name}"
        try:
            if root.exists(path):
                return root.resolve(path)
        except OSError:
            continue
    return ""
