"""The operating system under the environment, and the container around it."""

from __future__ import annotations

import os
import sys

from envdoctor.facts.outcome import failed, not_running
from envdoctor.facts.root import Root
from envdoctor.model.machine import Container, Platform
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Callable, Mapping, Tuple

LINUX = "linux"
WINDOWS = "windows"
MACOS = "macos"

_SYSTEMS = {"darwin": MACOS, "win32": WINDOWS, "cygwin": WINDOWS}
_OS_RELEASE = ("/etc/os-release", "/usr/lib/os-release")
_SMALL = 64 * 1024
_PROGRAMS = ("/bin/sh", "/usr/bin/env", "/sbin/ldconfig", "/usr/bin/python3", "/bin/busybox")
_ELF_MACHINES = {0x03: "i686", 0x15: "ppc64le", 0x16: "s390x", 0x28: "armv7l", 0x3E: "x86_64"}
_ELF_MACHINES.update({0xB7: "aarch64", 0xF3: "riscv64"})
_ELF_HEAD = 20
_WINDOWS_11_BUILD = 22000


class Kernel(NamedTuple):
    """What the running system says of itself when it is called."""

    machine: str
    release: str
    product: str
    """"macOS 14.5", "Windows 11"; "" on Linux, where a file says it."""


def system_of(root: Root) -> str:
    """Tell "linux", "windows" or "macos" (else `sys.platform`) for this machine or a folder."""
    if root.is_live:
        return _SYSTEMS.get(sys.platform, sys.platform)
    if root.is_dir("/Windows/System32"):
        return WINDOWS
    return MACOS if root.is_dir("/System/Library/CoreServices") else LINUX


def ask_kernel(system: str) -> Kernel:
    """The running system's own words: uname, or the calls that fit macOS and Windows."""
    if system == WINDOWS:
        import platform

        build = platform.version()
        number = build.rpartition(".")[2]
        # Windows 11 kept the major version 10: the build number tells them apart.
        eleven = number.isdigit() and int(number) >= _WINDOWS_11_BUILD
        name = "11" if eleven and platform.release() == "10" else platform.release()
        return Kernel(platform.machine(), build, f"Windows {name}".rstrip())
    names = os.uname()
    if system == MACOS:
        import platform

        return Kernel(names.machine, names.release, f"macOS {platform.mac_ver()[0]}".rstrip())
    return Kernel(names.machine, names.release, "")


def read_platform(
    root: Root, system: str, kernel: Callable[[str], Kernel] = ask_kernel
) -> Read[Platform]:
    """System, processor architecture, kernel release, distribution, WSL.

    A folder root gives the architecture of one of its programs and no kernel release.
    """
    if not root.is_live:
        return _platform_of_folder(root, system)
    said = kernel(system)
    if system != LINUX:
        found = Platform(system, said.machine, said.release, said.product, wsl=False)
        return Read.of(found, "uname" if system != WINDOWS else "platform")
    distribution, source = _distribution(root)
    wsl = "microsoft" in said.release.lower() or root.exists("/proc/sys/fs/binfmt_misc/WSLInterop")
    found = Platform(system, said.machine, said.release, distribution, wsl)
    return Read.of(found, f"uname, {source}" if source else "uname")


def _platform_of_folder(root: Root, system: str) -> Read[Platform]:
    distribution, source = _distribution(root)
    machine, program = _machine_of_programs(root)
    if not source and not program:
        return Read.unknown("neither os-release nor a program tells which system this is")
    sources = ", ".join(filter(None, (source, program)))
    return Read.of(Platform(system, machine, "", distribution, wsl=False), sources)


def _distribution(root: Root) -> Tuple[str, str]:
    """The distribution's name for people, and the file that says it; ("", "") when none does."""
    for path in _OS_RELEASE:
        try:
            text = root.read_text(path, _SMALL)
        except OSError:
            continue
        pairs = (line.partition("=") for line in text.splitlines())
        fields = {key: value.strip().strip("\"'") for key, _, value in pairs}
        named = f"{fields.get('NAME', '')} {fields.get('VERSION_ID', '')}".strip()
        return fields.get("PRETTY_NAME") or named, path
    return "", ""


def _machine_of_programs(root: Root) -> Tuple[str, str]:
    for path in _PROGRAMS:
        try:
            head = root.read_head(path, _ELF_HEAD)
        except OSError:
            continue
        if len(head) == _ELF_HEAD and head.startswith(b"\x7fELF"):
            order = "big" if head[5] == 2 else "little"  # noqa: PLR2004  # EI_DATA: 2 is big-endian
            number = int.from_bytes(head[18:20], order)  # type: ignore[arg-type]
            return _ELF_MACHINES.get(number, f"elf-machine-{number}"), path
    return "", ""


def read_container(root: Root, system: str, environ: Mapping[str, str]) -> Read[Container]:
    """The container around this machine's processes; *absent* when nothing points to one."""
    if not root.is_live:
        return not_running()
    if system != LINUX:
        return Read.absent("", f"containers are not looked for on {system}")
    for kind, source in (_by_environment(environ), _by_marker(root), _by_systemd(root)):
        if kind:
            return Read.of(Container(kind), source)
    try:
        groups = root.read_text("/proc/1/cgroup", _SMALL)
    except OSError as error:
        return failed(error, "/proc/1/cgroup")
    for word, kind in _CGROUP_WORDS:
        if word in groups:
            return Read.of(Container(kind), "/proc/1/cgroup")
    return Read.absent("/.dockerenv, /run/.containerenv, /proc/1/cgroup")


_ENVIRONMENT = (
    ("KUBERNETES_SERVICE_HOST", "kubernetes"),
    ("APPTAINER_CONTAINER", "apptainer"),
    ("SINGULARITY_CONTAINER", "apptainer"),
)
# Kubernetes and Apptainer come first: inside them the marks of what runs the container show too.
_MARKERS = (
    ("/var/run/secrets/kubernetes.io", "kubernetes"),
    ("/.singularity.d", "apptainer"),
    ("/run/.containerenv", "podman"),
    ("/.dockerenv", "docker"),
)
_CGROUP_WORDS = (
    ("kubepods", "kubernetes"),
    ("libpod", "podman"),
    ("docker", "docker"),
    ("/lxc", "lxc"),
    ("containerd", "container"),
)
_SAID = {"docker": "docker", "podman": "podman", "lxc": "lxc", "lxc-libvirt": "lxc"}


def _by_environment(environ: Mapping[str, str]) -> Tuple[str, str]:
    for name, kind in _ENVIRONMENT:
        if environ.get(name):
            return kind, f"${name}"
    return "", ""


def _by_marker(root: Root) -> Tuple[str, str]:
    for path, kind in _MARKERS:
        if root.exists(path):
            return kind, path
    return "", ""


def _by_systemd(root: Root) -> Tuple[str, str]:
    """What systemd or the container's manager left of `container=` for its children."""
    path = "/run/systemd/container"
    try:
        said = root.read_text(path, _SMALL).strip()
    except OSError:
        return "", ""
    # systemd writes "wsl" here too, which `Platform.wsl` already tells.
    return ("", "") if said in ("", "wsl") else (_SAID.get(said, "container"), path)
