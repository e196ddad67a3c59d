"""Whether a wheel's tag fits a Python and a platform that are described by tags alone.

`packaging.tags` answers for the interpreter that runs it; a plan is made for another one.
"""

from __future__ import annotations

import re

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

_GLIBC = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
_NUMBERED = re.compile(r"(manylinux|musllinux|macosx)_(\d+)_(\d+)_(\w+)\Z", re.ASCII)
_MAC_FAT = {"universal2": ("x86_64", "arm64"), "intel": ("x86_64",), "universal": ("x86_64",)}
_STABLE_SINCE = (3, 2)
_SYSTEMS = {"linux": "linux", "musllinux": "linux", "win": "windows", "macosx": "macos"}
_MACHINES = {
    "linux": ("x86_64", "aarch64", "i686", "armv7l", "ppc64le", "s390x", "riscv64"),
    "windows": ("amd64", "arm64"),
    "macos": ("x86_64", "arm64"),
}


class _Platform(NamedTuple):
    """A platform tag, taken apart."""

    system: str
    version: Optional[Tuple[int, int]]
    """glibc's, musl's or macOS's; None where the tag names none."""
    machine: str


def fits(tag: str, python_tag: str, platform_tag: str) -> bool:
    """Whether a wheel with this tag runs on the Python ("cp38") and the platform; "" is any.

    A platform is a wheel's word for it ("linux_x86_64", "manylinux_2_28_x86_64": a glibc of 2.28),
    or the tables' ("windows_amd64", "macos_arm64"); without a version any is taken to be there.
    """
    interpreter, _, rest = tag.partition("-")
    abi, _, platform = rest.partition("-")
    if platform == "any" and abi != "none":
        return False  # what is compiled runs nowhere in particular
    return (not python_tag or _python_fits(interpreter, abi, python_tag)) and (
        not platform_tag or _platform_fits(platform, platform_tag)
    )


def place_of(platform_tag: str) -> Optional[Tuple[str, Optional[Tuple[int, int]], str]]:
    """System, version of libc or macOS (None where the tag names none), and machine of a tag.

    The system is "linux", "windows" or "macos". None for what is no tag of one machine.
    """
    found = _platform(platform_tag)
    system = _SYSTEMS.get(found.system, "")
    is_one = bool(system) and found.machine in _MACHINES.get(system, ())
    return (system, found.version, found.machine) if is_one else None


def _python_fits(interpreter: str, abi: str, python_tag: str) -> bool:
    if interpreter == python_tag:
        return abi in ("none", "abi3") or abi.rstrip("mu") == python_tag
    here, built = _number(python_tag), _number(interpreter)
    if here is None or built is None or built[0] != here[0] or built > here:
        return False
    if interpreter.startswith("py"):
        return abi == "none"
    return (
        interpreter.startswith("cp")
        and python_tag.startswith("cp")
        and abi == "abi3"
        and built >= _STABLE_SINCE
    )


def _number(python_tag: str) -> Optional[Tuple[int, int]]:
    """(3, 8) of "cp38"; (3, 0) of "py3"."""
    digits = python_tag[2:]
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits[0]), int(digits[1:] or 0)


def _platform_fits(built_for: str, platform_tag: str) -> bool:
    if built_for in ("any", platform_tag):
        return True
    wheel, here = _platform(built_for), _platform(platform_tag)
    return (
        wheel.system == here.system
        and (wheel.machine == here.machine or here.machine in _MAC_FAT.get(wheel.machine, ()))
        and (wheel.version is None or here.version is None or wheel.version <= here.version)
    )


def _platform(tag: str) -> _Platform:
    numbered = _NUMBERED.match(tag)
    if numbered:
        name, major, minor, machine = numbered.groups()
        system = "linux" if name == "manylinux" else name
        return _Platform(system, (int(major), int(minor)), machine)
    name, _, machine = tag.partition("_")
    if name in _GLIBC:
        return _Platform("linux", _GLIBC[name], machine)
    return _Platform({"windows": "win", "macos": "macosx"}.get(name, name), None, machine)
