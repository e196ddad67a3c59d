"""Limits that Linux control groups (v1 and v2) lay on this process."""

from typing import Iterator, NamedTuple, Optional, Tuple

from envdoctor.facts.root import Root

_MOUNT = "/sys/fs/cgroup"
_SMALL = 64 * 1024


class MemoryGroup(NamedTuple):
    """One control group with a memory limit, in bytes."""

    limit_bytes: int
    used_bytes: Optional[int]
    """Without the file cache that the kernel gives back under pressure."""


class _Group(NamedTuple):
    folder: str
    unified: bool


def cpu_quota(root: Root) -> Optional[float]:
    """The lowest quota of this process's groups, in processors; None without a quota."""
    quotas = []
    for group in _groups(root, "cpu"):
        if group.unified:
            share, _, period = _read(root, f"{group.folder}/cpu.max").partition(" ")
        else:
            share = _read(root, f"{group.folder}/cpu.cfs_quota_us")
            period = _read(root, f"{group.folder}/cpu.cfs_period_us")
        # "max" and -1 stand for no quota.
        if share.isdigit() and period.isdigit() and int(period):
            quotas.append(int(share) / int(period))
    return min(quotas, default=None)


def memory_groups(root: Root, physical_bytes: int) -> Tuple[MemoryGroup, ...]:
    """This process's groups whose limit is below the machine's memory, nearest first."""
    found = []
    for group in _groups(root, "memory"):
        names = _MEMORY_V2 if group.unified else _MEMORY_V1
        limit = _read(root, f"{group.folder}/{names.limit}")
        # v1 says "no limit" by a number near 2**63.
        if limit.isdigit() and int(limit) < physical_bytes:
            found.append(MemoryGroup(int(limit), _used(root, group.folder, names)))
    return tuple(found)


class _MemoryFiles(NamedTuple):
    limit: str
    usage: str
    cache: str


_MEMORY_V1 = _MemoryFiles("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_MEMORY_V2 = _MemoryFiles("memory.max", "memory.current", "inactive_file")


def _used(root: Root, folder: str, names: _MemoryFiles) -> Optional[int]:
    usage = _read(root, f"{folder}/{names.usage}")
    if not usage.isdigit():
        return None
    cache = 0
    for line in _read(root, f"{folder}/memory.stat").splitlines():
        key, _, value = line.partition(" ")
        if key == names.cache and value.isdigit():
            cache = int(value)
    return max(0, int(usage) - cache)


def _groups(root: Root, controller: str) -> Iterator[_Group]:
    """The group of this process and those above it, nearest first."""
    unified = ""
    for line in _read(root, "/proc/self/cgroup").splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controller in controllers.split(","):
            for folder in _upwards(path):
                yield _Group(f"{_MOUNT}/{controllers}{folder}", unified=False)
            return
        if number == "0" and not controllers:
            unified = path
    if unified:
        for folder in _upwards(unified):
            yield _Group(f"{_MOUNT}{folder}", unified=True)


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
