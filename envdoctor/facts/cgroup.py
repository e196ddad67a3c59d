"""Limits that Linux control groups (v1 and v2) lay on this process."""

from __future__ import annotations

from envdoctor.facts.root import Root
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

_MOUNT = "/sys/fs/cgroup"
_SMALL = 64 * 1024


def cpu_quota(root: Root) -> Optional[float]:
    """The lowest quota of this process's groups, in processors; None without a quota."""
    quotas = []
    for folder, unified in _groups(root, "cpu"):
        if unified:
            share, _, period = _read(root, f"{folder}/cpu.max").partition(" ")
        else:
            share = _read(root, f"{folder}/cpu.cfs_quota_us")
            period = _read(root, f"{folder}/cpu.cfs_period_us")
        # "max" and -1 stand for no quota.
        if share.isdigit() and period.isdigit() and int(period):
            quotas.append(int(share) / int(period))
    return min(quotas, default=None)


def memory_groups(root: Root, physical_bytes: int) -> Tuple[Tuple[int, Optional[int]], ...]:
    """Limit and use, in bytes, of this process's groups with less than the machine's memory.

    Nearest first. What the kernel gives back under pressure (file cache) is not counted as used;
    the use is None where the group does not tell it.
    """
    found = []
    for folder, unified in _groups(root, "memory"):
        limit_file, usage_file, cache = _MEMORY_V2 if unified else _MEMORY_V1
        limit = _read(root, f"{folder}/{limit_file}")
        # v1 says "no limit" by a number near 2**63.
        if limit.isdigit() and int(limit) < physical_bytes:
            used = _used(root, f"{folder}/{usage_file}", f"{folder}/memory.stat", cache)
            found.append((int(limit), used))
    return tuple(found)


# Files of the limit and of the usage, and the name in memory.stat of what can be given back.
_MEMORY_V1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_MEMORY_V2 = ("memory.max", "memory.current", "inactive_file")


def _used(root: Root, usage_path: str, stat_path: str, cache: str) -> Optional[int]:
    usage = _read(root, usage_path)
    if not usage.isdigit():
        return None
    given_back = 0
    for line in _read(root, stat_path).splitlines():
        key, _, value = line.partition(" ")
        if key == cache and value.isdigit():
            given_back = int(value)
    return max(0, int(usage) - given_back)


def _groups(root: Root, controller: str) -> Iterator[Tuple[str, bool]]:
    """Folders of this process's group and those above it, nearest first; whether v2."""
    unified = ""
    for line in _read(root, "/proc/self/cgroup").splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controller in controllers.split(","):
            for folder in _upwards(path):
                yield f"{_MOUNT}/{controllers}{folder}", False
            return
        if number == "0" and not controllers:
            unified = path
    if unified:
        for folder in _upwards(unified):
            yield f"{_MOUNT}{folder}", True


def _upwards(path: str) -> Iterator[str]:
    # A container that sees its host's path has its own group mounted at the top: folders that are
    # not there read as no limit, and the walk ends at the top. "/.." is a group outside the mount.
    parts = [] if "/.." in path else [part for part in path.split("/") if part]
    for count in range(len(parts), -1, -1):
        yield "".join(f"/{part}" for part in parts[:count])


def _read(root: Root, path: str) -> str:
    """The file's text; "" where it is not there or not for us: then no limit can be told."""
    try:
        return root.read_text(path, _SMALL).strip()
    except OSError:
        return ""
