import pytest

from envdoctor.facts.nvidia import (
    device_nodes,
    library_file,
    read_kernel_module,
    read_nvidia_devices,
    sign_of_nvidia,
)
from envdoctor.model.machine import KernelModule, NvidiaDevices
from envdoctor.model.read import Read
from tests.support.roots import forbid, make_root, posix_only

PCI = "/sys/bus/pci/devices"
CLOSED = (
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\n"
    "GCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1~22.04)\n"
)
OPEN = (
    "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  560.35.03  Release Build  (dvs)\n"
    "GCC version:  gcc version 12.2.0\n"
)


def device(address, vendor="0x10de", kind="0x030200"):
    return {f"{PCI}/{address}/vendor": f"{vendor}\n", f"{PCI}/{address}/class": f"{kind}\n"}


@posix_only
def test_controllers_and_device_files(tmp_path):
    files = {
        **device("0000:65:00.0"),  # 3D
        **device("0000:17:00.0", kind="0x030000"),  # VGA
        **device("0000:17:00.1", kind="0x040300"),  # its sound function
        **device("0000:00:02.0", vendor="0x8086", kind="0x030000"),
        "/dev/nvidia0": "",
        "/dev/nvidiactl": "",
        "/dev/nvidia-uvm": "",
        "/dev/nvidia-caps/nvidia-cap1": "",
        "/dev/null": "",
    }
    links = {f"{PCI}/0000:17:00.0/driver": "/sys/bus/pci/drivers/nvidia"}
    files["/sys/bus/pci/drivers/nvidia/"] = ""
    read = read_nvidia_devices(make_root(tmp_path, files, links), "linux")
    nodes = ("/dev/nvidia-uvm", "/dev/nvidia0", "/dev/nvidiactl")
    found = NvidiaDevices(("0000:17:00.0", "0000:65:00.0"), nodes, ("nvidia", ""))
    assert read == Read.of(found, f"{PCI}, /dev")


@posix_only
@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("0000\t80860d57\t0\n1700\t10de20b5\t10\t0\n", ("0000:17:00.0",)),
        # Not in the kernel's one-file list: the folders are not even opened.
        ("0000\t80860d57\t0\n0008\t1af410de\t0\n", ()),
    ],
)
def test_the_kernels_list_saves_the_walk(tmp_path, listed, found):
    files = {**device("0000:17:00.0"), "/proc/bus/pci/devices": listed, "/dev/nvidiactl": ""}
    assert read_nvidia_devices(make_root(tmp_path, files), "linux").known().pci == found


def test_wsl_shows_its_door_to_the_driver(tmp_path):
    read = read_nvidia_devices(make_root(tmp_path, {"/dev/dxg": "", f"{PCI}/": ""}), "linux")
    assert read.known() == NvidiaDevices((), ("/dev/dxg",))


def test_device_files_count_where_the_bus_is_hidden(tmp_path):
    read = read_nvidia_devices(make_root(tmp_path, {"/dev/nvidia3": ""}), "linux")
    assert read.known() == NvidiaDevices((), ("/dev/nvidia3",))


@posix_only
def test_nvswitches_are_told_from_gpus(tmp_path):
    files = {**device("0000:07:00.0"), **device("0000:c3:00.0", kind="0x068000")}
    found = read_nvidia_devices(make_root(tmp_path, files), "linux").known()
    assert (found.pci, found.switches) == (("0000:07:00.0",), ("0000:c3:00.0",))


def test_no_nvidia(tmp_path):
    assert read_nvidia_devices(make_root(tmp_path, {f"{PCI}/": "", "/dev/": ""}), "linux").is_absent
    assert read_nvidia_devices(make_root(tmp_path), "linux").is_absent
    assert read_nvidia_devices(make_root(tmp_path), "macos").is_absent
    assert read_nvidia_devices(make_root(tmp_path), "windows").state == "unknown"
    assert device_nodes(make_root(tmp_path / "none")) == ()


@pytest.mark.parametrize(
    ("text", "module"),
    [
        (CLOSED, KernelModule("535.104.05", open=False)),
        (OPEN, KernelModule("560.35.03", open=True)),
    ],
)
def test_the_loaded_kernel_module(tmp_path, text, module):
    root = make_root(tmp_path, {"/proc/driver/nvidia/version": text})
    read = read_kernel_module(root, "linux")
    assert read == Read.of(module, "/proc/driver/nvidia/version")


def test_the_kernel_module_by_sys_where_proc_is_hidden(tmp_path):
    root = make_root(tmp_path, {"/sys/module/nvidia/version": "470.256.02\n"})
    read = read_kernel_module(root, "linux")
    assert read == Read.of(KernelModule("470.256.02", open=None), "/sys/module/nvidia/version")


def test_a_version_text_without_a_version(tmp_path):
    root = make_root(tmp_path, {"/proc/driver/nvidia/version": "NVRM version: none\n"})
    assert read_kernel_module(root, "linux").state == "unreadable"


@pytest.mark.parametrize("path", ["/proc/driver/nvidia/version", "/sys/module/nvidia/version"])
def test_a_version_that_may_not_be_read(tmp_path, path):
    read = read_kernel_module(forbid(make_root(tmp_path), path), "linux")
    assert read == Read.unreadable(path, "Permission denied")


@posix_only
def test_a_device_that_goes_away_meanwhile_does_not_count(tmp_path):
    files = {f"{PCI}/0000:17:00.0/vendor": "0x10de\n", **device("0000:65:00.0")}
    read = read_nvidia_devices(make_root(tmp_path, files), "linux")
    assert read.known().pci == ("0000:65:00.0",)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "no such module is loaded"),
        ({"/sys/module/nouveau/": ""}, "the nouveau module is loaded instead"),
    ],
)
def test_no_kernel_module(tmp_path, files, reason):
    read = read_kernel_module(make_root(tmp_path, files), "linux")
    assert (read.is_absent, read.reason) == (True, reason)


def test_a_folder_runs_no_kernel(tmp_path):
    files = {"/proc/driver/nvidia/version": CLOSED, "/dev/nvidia0": ""}
    root = make_root(tmp_path, files, running=False)
    assert read_kernel_module(root, "linux").reason == "not a running machine"
    assert read_nvidia_devices(root, "linux").reason == "not a running machine"


@pytest.mark.parametrize(
    ("system", "file", "environ", "sign"),
    [
        ("linux", "/dev/nvidiactl", {}, "/dev/nvidiactl"),
        ("linux", "/dev/dxg", {}, "/dev/dxg"),
        ("linux", "/proc/driver/nvidia/version", {}, "/proc/driver/nvidia"),
        ("linux", "/dev/null", {}, ""),
        ("macos", "/dev/nvidiactl", {}, ""),
    ],
)
def test_what_makes_nvml_worth_asking(tmp_path, system, file, environ, sign):
    assert sign_of_nvidia(make_root(tmp_path, {file: ""}), system, environ) == sign


@posix_only
@pytest.mark.parametrize(
    ("file", "environ"),
    [
        ("C:/Windows/System32/nvml.dll", {}),
        ("D:/Win/System32/nvml.dll", {"WINDIR": "D:/Win"}),
        ("E:/P/NVIDIA Corporation/NVSMI/nvml.dll", {"ProgramFiles": "E:/P"}),
    ],
)
def test_what_makes_nvml_worth_asking_on_windows(tmp_path, file, environ):
    assert sign_of_nvidia(make_root(tmp_path, {file: ""}), "windows", environ) == file


@posix_only
def test_the_file_behind_the_library_bears_its_version(tmp_path):
    folder = "/usr/lib64"
    root = make_root(
        tmp_path,
        {f"{folder}/libnvidia-ml.so.550.54.15": "", "/own/libnvidia-ml.so.1": ""},
        links={f"{folder}/libnvidia-ml.so.1": "libnvidia-ml.so.550.54.15"},
    )
    assert library_file(root, {}) == f"{folder}/libnvidia-ml.so.550.54.15"
    assert library_file(root, {"LD_LIBRARY_PATH": ":/gone:/own"}) == "/own/libnvidia-ml.so.1"
    assert library_file(make_root(tmp_path / "none"), {}) == ""
