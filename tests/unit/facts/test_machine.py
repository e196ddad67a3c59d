import os
import platform
import sys

import pytest

from envdoctor.facts.machine import Kernel, ask_kernel, read_container, read_platform, system_of
from envdoctor.facts.root import Root
from envdoctor.model.machine import Container, Platform
from envdoctor.model.read import Read
from tests.support.roots import forbid, make_root

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n'


def linux(release, machine="x86_64"):
    return lambda system: Kernel(machine, release, "")


def elf(machine, big=False):
    order = "big" if big else "little"
    return b"\x7fELF\x02" + (b"\x02" if big else b"\x01") + bytes(12) + machine.to_bytes(2, order)


@pytest.mark.parametrize(
    ("name", "system"),
    [("linux", "linux"), ("darwin", "macos"), ("win32", "windows"), ("freebsd14", "freebsd14")],
)
def test_the_system_of_this_machine(monkeypatch, name, system):
    monkeypatch.setattr(sys, "platform", name)
    assert system_of(Root()) == system


@pytest.mark.parametrize(
    ("folder", "system"),
    [
        ("/Windows/System32/", "windows"),
        ("/System/Library/CoreServices/", "macos"),
        ("/etc/", "linux"),
    ],
)
def test_the_system_of_a_folder(tmp_path, folder, system):
    assert system_of(make_root(tmp_path, {folder: ""}, running=False)) == system


def test_a_running_linux(tmp_path):
    root = make_root(tmp_path, {"/etc/os-release": DEBIAN})
    read = read_platform(root, "linux", linux("6.1.0-18-amd64"))
    found = Platform(
        "linux", "x86_64", "6.1.0-18-amd64", "Debian GNU/Linux 12 (bookworm)", wsl=False
    )
    assert read == Read.of(found, "uname, /etc/os-release")


def test_os_release_where_the_distribution_keeps_it_and_without_a_pretty_name(tmp_path):
    root = make_root(tmp_path, {"/usr/lib/os-release": "NAME='Alpine Linux'\nVERSION_ID=3.19.1\n"})
    assert read_platform(root, "linux", linux("6.1")).known().distribution == "Alpine Linux 3.19.1"


def test_a_linux_without_os_release_is_still_a_platform(tmp_path):
    read = read_platform(make_root(tmp_path), "linux", linux("2.6.32", "aarch64"))
    assert read == Read.of(Platform("linux", "aarch64", "2.6.32", "", wsl=False), "uname")


@pytest.mark.parametrize(
    ("release", "files", "wsl"),
    [
        ("5.15.90.1-microsoft-standard-WSL2", {}, True),
        ("4.4.0-19041-Microsoft", {}, True),
        ("6.1.0-own-kernel", {"/proc/sys/fs/binfmt_misc/WSLInterop": "enabled"}, True),
        ("6.1.0-18-amd64", {}, False),
    ],
)
def test_wsl(tmp_path, release, files, wsl):
    assert read_platform(make_root(tmp_path, files), "linux", linux(release)).known().wsl is wsl


@pytest.mark.parametrize(
    ("program", "machine"),
    [
        (elf(0x3E), "x86_64"),
        (elf(0xB7), "aarch64"),
        (elf(0x15), "ppc64le"),
        (elf(0x16, big=True), "s390x"),
        (elf(0x102), "elf-machine-258"),
        (b"#!/bin/sh\n" + bytes(20), ""),
    ],
)
def test_an_image_tells_its_architecture_by_its_programs(tmp_path, program, machine):
    root = make_root(tmp_path, {"/etc/os-release": DEBIAN, "/bin/sh": program}, running=False)
    found = read_platform(root, "linux").known()
    assert (found.machine, found.release, found.wsl) == (machine, "", False)


def test_an_empty_folder_tells_nothing(tmp_path):
    assert read_platform(make_root(tmp_path, running=False), "linux").state == "unknown"


@pytest.mark.parametrize(
    ("release", "version", "product"),
    [
        ("10", "10.0.19045", "Windows 10"),
        ("10", "10.0.22631", "Windows 11"),
        ("11", "10.0.22631", "Windows 11"),
        ("2022Server", "10.0.20348", "Windows 2022Server"),
    ],
)
def test_windows(monkeypatch, release, version, product):
    monkeypatch.setattr(platform, "release", lambda: release)
    monkeypatch.setattr(platform, "version", lambda: version)
    monkeypatch.setattr(platform, "machine", lambda: "AMD64")
    read = read_platform(Root(), "windows")
    assert read.known() == Platform("windows", "AMD64", version, product, wsl=False)


def test_macos(monkeypatch):
    names = Kernel("arm64", "23.5.0", "")  # uname's words of those names
    monkeypatch.setattr(os, "uname", lambda: names, raising=False)
    monkeypatch.setattr(platform, "mac_ver", lambda: ("14.5", ("", "", ""), "arm64"))
    assert ask_kernel("macos") == Kernel("arm64", "23.5.0", "macOS 14.5")
    found = read_platform(Root(), "macos").known()
    assert found == Platform("macos", "arm64", "23.5.0", "macOS 14.5", wsl=False)


GROUPS = {"/proc/1/cgroup": "0::/init.scope\n"}


@pytest.mark.parametrize(
    ("files", "environ", "kind", "source"),
    [
        ({"/.dockerenv": ""}, {}, "docker", "/.dockerenv"),
        ({"/run/.containerenv": ""}, {}, "podman", "/run/.containerenv"),
        ({"/.singularity.d/": ""}, {}, "apptainer", "/.singularity.d"),
        ({"/.dockerenv": ""}, {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, "kubernetes", "$KUBERNETES_SERVICE_HOST"),
        ({"/.dockerenv": "", "/var/run/secrets/kubernetes.io/": ""}, {}, "kubernetes", "/var/run/secrets/kubernetes.io"),
        ({}, {"APPTAINER_CONTAINER": "/x.sif"}, "apptainer", "$APPTAINER_CONTAINER"),
        ({"/run/systemd/container": "lxc\n"}, {}, "lxc", "/run/systemd/container"),
        ({"/run/systemd/container": "systemd-nspawn\n"}, {}, "container", "/run/systemd/container"),
        ({"/proc/1/cgroup": "4:memory:/docker/0123\n"}, {}, "docker", "/proc/1/cgroup"),
        ({"/proc/1/cgroup": "4:memory:/kubepods/besteffort/pod1/0123\n"}, {}, "kubernetes", "/proc/1/cgroup"),
        ({"/proc/1/cgroup": "0::/machine.slice/libpod-0123.scope\n"}, {}, "podman", "/proc/1/cgroup"),
    ],
)  # fmt: skip
def test_the_container_is_named_by_what_gives_it_away(tmp_path, files, environ, kind, source):
    root = make_root(tmp_path, {**GROUPS, **files})
    assert read_container(root, "linux", environ) == Read.of(Container(kind), source)


@pytest.mark.parametrize("files", [GROUPS, {**GROUPS, "/run/systemd/container": "wsl\n"}])
def test_no_container(tmp_path, files):
    assert read_container(make_root(tmp_path, files), "linux", {}).is_absent


def test_control_groups_that_may_not_be_read_leave_the_container_open(tmp_path):
    root = forbid(make_root(tmp_path), "/proc/1/cgroup")
    assert read_container(root, "linux", {}) == Read.unreadable(
        "/proc/1/cgroup", "Permission denied"
    )


def test_a_container_is_looked_for_on_running_linux_only(tmp_path):
    image = make_root(tmp_path, {"/.dockerenv": ""}, running=False)
    assert read_container(image, "linux", {}).reason == "not a running machine"
    assert read_container(make_root(tmp_path), "macos", {}).is_absent
