"""Processors, memory and room on disk, as far as this process may use them."""

from __future__ import annotations

import os

from envdoctor.facts.cgroup import cpu_quota, memory_groups
from envdoctor.facts.deadline import NoAnswer, guarded
from envdoctor.facts.machine import LINUX
from envdoctor.facts.outcome import failed, not_running
from envdoctor.facts.root import Root
from envdoctor.model.machine import Cpu, Memory, Space
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Callable, Optional

DISK_SECONDS = 5.0
"""How long a file system may take to say how full it is."""

_SMALL = 64 * 1024
_CPUINFO_HEAD = 4096  # the first processor's lines: the whole file takes milliseconds on big nodes
_KIB = 1024
_SHM = "/dev/shm"  # noqa: S108  # looked at, never written to


def ask_affinity() -> Optional[int]:
    """How many processors this process may run on; None where the system cannot say."""
    ask = getattr(os, "sched_getaffinity", None)
    return len(ask(0)) if ask else None


def ask_processor() -> str:
    """The processor's name by Python's own means, off Linux."""
    import platform

    return platform.processor()


def read_cpu(
    root: Root,
    system: str,
    logical: Callable[[], Optional[int]] = os.cpu_count,
    affinity: Callable[[], Optional[int]] = ask_affinity,
    processor: Callable[[], str] = ask_processor,
) -> Read[Cpu]:
    """Processors, and how many are left by affinity and by the control group's quota."""
    if not root.is_live:
        return not_running()
    count = logical()
    if not count:
        return Read.unknown("the system does not say how many processors it has", "os.cpu_count")
    usable = float(affinity() or count)
    if system != LINUX:
        return Read.of(Cpu(processor(), count, usable), "os.cpu_count")
    quota = cpu_quota(root)
    usable = usable if quota is None else min(usable, quota)
    return Read.of(Cpu(_cpu_model(root), count, usable), "/proc/cpuinfo, sched_getaffinity, cgroup")


def _cpu_model(root: Root) -> str:
    """Name of the first processor; "" where /proc/cpuinfo has none (most Arm machines)."""
    try:
        text = root.read_head("/proc/cpuinfo", _CPUINFO_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key.strip() in ("model name", "cpu"):  # "cpu" on POWER
            return value.strip()
    try:
        return root.read_text("/proc/device-tree/model", _SMALL).strip("\x00\n ")
    except OSError:
        return ""


def ask_memory() -> Any:
    """Ask psutil: an object with `total` and `available`, in bytes."""
    import psutil

    return psutil.virtual_memory()


def read_memory(root: Root, system: str, ask: Callable[[], Any] = ask_memory) -> Read[Memory]:
    """Main memory in bytes, with the lowest limit of the control groups."""
    if not root.is_live:
        return not_running()
    if system != LINUX:
        return _memory_elsewhere(ask)
    source = "/proc/meminfo"
    try:
        fields = _meminfo(root.read_text(source, _SMALL))
    except OSError as error:
        return failed(error, source)
    physical = fields.get("MemTotal")
    if physical is None:
        return Read.unreadable(source, "no MemTotal in it")
    groups = memory_groups(root, physical)
    left = [limit - used for limit, used in groups if used is not None]
    if "MemAvailable" in fields:
        left.append(fields["MemAvailable"])
    lowest = min((limit for limit, _ in groups), default=None)
    available = max(0, min(left)) if left else None
    return Read.of(Memory(physical, lowest, available), f"{source}, cgroup" if groups else source)


def _memory_elsewhere(ask: Callable[[], Any]) -> Read[Memory]:
    try:
        said = ask()
    except ImportError:
        return Read.unknown("the Python package psutil is not installed", "psutil")
    except OSError as error:
        return failed(error, "psutil")
    return Read.of(Memory(int(said.total), None, int(said.available)), "psutil")


def _meminfo(text: str) -> "dict[str, int]":
    fields = {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        number = value.strip().partition(" ")[0]
        if number.isdigit():
            fields[key] = int(number) * _KIB
    return fields


def ask_space(path: str) -> Space:
    """Room in the file system that holds `path`, for an ordinary user; raises `OSError`."""
    statvfs = getattr(os, "statvfs", None)
    if statvfs is None:
        import shutil

        usage = shutil.disk_usage(path)
        return Space(path, usage.total, usage.free)
    said = statvfs(path)
    return Space(path, said.f_blocks * said.f_frsize, said.f_bavail * said.f_frsize)


def read_disk(
    root: Root,
    path: str,
    ask: Callable[[str], Space] = ask_space,
    seconds: float = DISK_SECONDS,
) -> Read[Space]:
    """Room where `path` lies, in bytes.

    *unknown* when the file system does not answer within `seconds`, as a dead mount does not.
    """
    if not root.is_live:
        return not_running()
    try:
        return guarded(root, lambda: _space(path, ask), seconds).answer()
    except NoAnswer as error:
        return Read.unknown(f"the file system at {path} {error}", f"statvfs({path})")


def _space(path: str, ask: Callable[[str], Space]) -> Read[Space]:
    source = f"statvfs({path})"
    try:
        return Read.of(ask(path), source)
    except (OSError, ValueError) as error:
        return failed(error, source)


def read_shm(root: Root, system: str, ask: Callable[[str], Space] = ask_space) -> Read[Space]:
    """Room in /dev/shm, through which data loaders hand tensors over; *absent* off Linux."""
    if not root.is_live:
        return not_running()
    if system != LINUX:
        return Read.absent(_SHM, f"{system} shares memory without it")
    return _space(_SHM, ask)  # in memory: no dead mount to wait for
