"""The tables' names for platforms."""

from __future__ import annotations

_MACHINES = {
    "x64": "x86_64",
    "amd64": "x86_64",
    "x86_64": "x86_64",
    "arm64": "arm64",
    "aarch64": "arm64",
}
_NAMES = {
    ("linux", "x86_64"): "linux_x86_64",
    ("linux", "arm64"): "linux_aarch64",
    ("windows", "x86_64"): "windows_amd64",
    ("macos", "x86_64"): "macos_x86_64",
    ("macos", "arm64"): "macos_arm64",
}


def platform(system: str, machine: str) -> str:
    """The tables' name of a platform: "linux_x86_64", "windows_amd64", "macos_arm64" ...

    `system` is "linux", "windows" or "macos", `machine` as the system says it ("AMD64"). A platform
    that the tables do not name gives "<system>_<machine>", which no row has.
    """
    plain = machine.lower()
    return _NAMES.get((system, _MACHINES.get(plain, plain)), f"{system}_{plain}")
