"""Whether a path of this machine can lie on a file system that never answers."""

from __future__ import annotations

from envdoctor.facts.root import Root

_LOCAL = (
    *("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "jfs", "reiserfs", "vfat"),
    *(
        "exfat",
        "ntfs",
        "ntfs3",
        "iso9660",
        "squashfs",
        "erofs",
        "overlay",
        "aufs",
        "tmpfs",
        "ramfs",
    ),
    *("devtmpfs", "rootfs", "proc", "sysfs", "devpts", "mqueue", "hugetlbfs", "cgroup", "cgroup2"),
    *("debugfs", "tracefs", "securityfs", "pstore", "bpf", "configfs", "efivarfs", "fusectl"),
    *("binfmt_misc", "nsfs", "selinuxfs", "fuse.lxcfs", "fuse.snapfuse", "fuse.fuse-overlayfs"),
)
"""Kinds of file systems that answer without a network."""


def may_hang(root: Root) -> bool:
    """Whether anything but local file systems is mounted, or nobody says what is."""
    try:
        mounts = root.read_text("/proc/self/mounts")
    except OSError:
        return True
    kinds = {line.split(" ")[2] for line in mounts.splitlines() if line.count(" ") > 1}
    return not kinds or not kinds.issubset(_LOCAL)
