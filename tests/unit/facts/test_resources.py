import os
import shutil
import sys
import threading
from types import SimpleNamespace

import pytest

from envdoctor.facts.resources import ask_space, read_cpu, read_disk, read_memory, read_shm
from envdoctor.facts.root import Root
from envdoctor.model.machine import Cpu, Memory, Space
from envdoctor.model.read import Read
from tests.support.roots import forbid, make_root

GIB = 1024**3
CPUINFO = "processor\t: 0\nmodel name\t: AMD EPYC 7742\ncpu MHz\t\t: 2250\n\n"
MEMINFO = "MemTotal:       67108864 kB\nMemFree:        1000 kB\nMemAvailable:   33554432 kB\n"


def cpu(root, logical=64, affinity=64):
    return read_cpu(root, "linux", lambda: logical, lambda: affinity)


@pytest.mark.parametrize(
    ("files", "affinity", "usable"),
    [
        ({}, 64, 64.0),
        ({}, 8, 8.0),
        ({"/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "250000 100000\n"}, 64, 2.5),
        ({"/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "max 100000\n"}, 64, 64.0),
        ({"/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "9900000 100000\n"}, 64, 64.0),
    ],
)
def test_usable_processors_are_what_affinity_and_quota_leave(tmp_path, files, affinity, usable):
    read = cpu(make_root(tmp_path, {"/proc/cpuinfo": CPUINFO, **files}), affinity=affinity)
    assert read.known() == Cpu("AMD EPYC 7742", 64, usable)


@pytest.mark.parametrize(
    ("files", "model"),
    [
        ({"/proc/cpuinfo": "processor\t: 0\ncpu\t\t: POWER9, altivec supported\n"}, "POWER9, altivec supported"),
        ({"/proc/cpuinfo": "processor\t: 0\nCPU part\t: 0xd0c\n"}, ""),
        (
            {"/proc/cpuinfo": "CPU part\t: 0xd42\n", "/proc/device-tree/model": b"NVIDIA Jetson AGX Orin\0"},
            "NVIDIA Jetson AGX Orin",
        ),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_processors_name(tmp_path, files, model):
    assert cpu(make_root(tmp_path, files)).known().model == model


def test_where_affinity_cannot_be_asked_all_processors_count(tmp_path):
    read = read_cpu(make_root(tmp_path), "macos", lambda: 8, lambda: None, lambda: "arm")
    assert read == Read.of(Cpu("arm", 8, 8.0), "os.cpu_count")


def test_an_unknown_number_of_processors(tmp_path):
    assert cpu(make_root(tmp_path), logical=None).state == "unknown"


def test_memory_without_a_limit(tmp_path):
    read = read_memory(make_root(tmp_path, {"/proc/meminfo": MEMINFO}), "linux")
    assert read == Read.of(Memory(64 * GIB, None, 32 * GIB), "/proc/meminfo")


def test_the_control_groups_limit_and_what_it_leaves(tmp_path):
    files = {
        "/proc/meminfo": MEMINFO,
        "/proc/self/cgroup": "0::/\n",
        "/sys/fs/cgroup/memory.max": f"{8 * GIB}\n",
        "/sys/fs/cgroup/memory.current": f"{6 * GIB}\n",
        "/sys/fs/cgroup/memory.stat": f"anon 5\ninactive_file {GIB}\n",
    }
    read = read_memory(make_root(tmp_path, files), "linux")
    assert read == Read.of(Memory(64 * GIB, 8 * GIB, 3 * GIB), "/proc/meminfo, cgroup")


def test_an_old_kernel_without_memavailable(tmp_path):
    root = make_root(tmp_path, {"/proc/meminfo": "MemTotal: 1024 kB\nMemFree: 512 kB\n"})
    assert read_memory(root, "linux").known() == Memory(1024 * 1024, None, None)


def test_a_meminfo_that_is_not_one(tmp_path):
    root = make_root(tmp_path, {"/proc/meminfo": "hello\n"})
    assert read_memory(root, "linux") == Read.unreadable("/proc/meminfo", "no MemTotal in it")
    assert read_memory(make_root(tmp_path / "empty"), "linux").is_absent


def test_a_meminfo_that_may_not_be_read(tmp_path):
    root = forbid(make_root(tmp_path), "/proc/meminfo")
    assert read_memory(root, "linux") == Read.unreadable("/proc/meminfo", "Permission denied")


def test_memory_elsewhere_is_psutils(tmp_path):
    said = SimpleNamespace(total=16 * GIB, available=4 * GIB)
    read = read_memory(make_root(tmp_path), "windows", lambda: said)
    assert read == Read.of(Memory(16 * GIB, None, 4 * GIB), "psutil")


def test_memory_elsewhere_without_psutil(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psutil", None)
    read = read_memory(make_root(tmp_path), "macos")
    assert read.state == "unknown"
    assert "psutil" in read.reason


def test_room_on_this_disk(tmp_path):
    space = read_disk(Root(), str(tmp_path)).known()
    assert space.path == str(tmp_path)
    assert 0 <= space.free_bytes <= space.total_bytes


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="the system has no statvfs")
def test_room_is_that_of_an_ordinary_user(monkeypatch):
    said = SimpleNamespace(f_blocks=100, f_frsize=4096, f_bfree=50, f_bavail=40)
    monkeypatch.setattr(os, "statvfs", lambda path: said)
    assert ask_space("/x") == Space("/x", 409600, 163840)


def test_room_where_there_is_no_statvfs(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "statvfs", raising=False)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(total=9, used=4, free=5))
    assert ask_space(str(tmp_path)) == Space(str(tmp_path), 9, 5)


def test_a_disk_path_that_is_not_there(tmp_path):
    assert read_disk(Root(), str(tmp_path / "gone")).is_absent


def test_a_disk_path_that_no_system_can_hold():
    assert read_disk(Root(), "/a\0b").state == "unreadable"


def test_a_dead_mount_is_unknown(tmp_path):
    gate = threading.Event()
    try:
        read = read_disk(make_root(tmp_path), "/mnt", lambda path: gate.wait(), 0.05)
    finally:
        gate.set()
    why = "the file system at /mnt did not answer within 0.05 s"
    assert read == Read.unknown(why, "statvfs(/mnt)")


def test_shared_memory(tmp_path):
    root = make_root(tmp_path)
    read = read_shm(root, "linux", lambda path: Space(path, 64 * 1024**2, 60 * 1024**2))
    assert read == Read.of(Space("/dev/shm", 64 * 1024**2, 60 * 1024**2), "statvfs(/dev/shm)")
    assert read_shm(root, "windows").is_absent


def test_a_folder_has_no_processors_memory_or_room(tmp_path):
    root = make_root(tmp_path, {"/proc/meminfo": MEMINFO}, running=False)
    for read in (
        cpu(root),
        read_memory(root, "linux"),
        read_disk(root, "/"),
        read_shm(root, "linux"),
    ):
        assert read == Read.unknown("not a running machine")
