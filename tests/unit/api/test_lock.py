"""The system that a lock is made for, as uv names it."""

import pytest

from envdoctor.api.lock import uv_platform
from tests.support.manifests import manifest


@pytest.mark.parametrize(
    ("system", "machine", "glibc", "name"),
    [
        ("linux", "x86_64", "2.36", "x86_64-manylinux_2_36"),
        ("linux", "x86_64", "2.27", "x86_64-manylinux_2_17"),
        ("linux", "x86_64", "2.99", "x86_64-manylinux_2_40"),
        ("linux", "x86_64", "", "x86_64-manylinux_2_28"),
        ("linux", "aarch64", "2.35", "aarch64-manylinux_2_35"),
        ("windows", "AMD64", "", "x86_64-pc-windows-msvc"),
        ("macos", "arm64", "", "aarch64-apple-darwin"),
    ],
)
def test_platforms(system, machine, glibc, name):
    assert uv_platform(manifest(system=system, machine=machine, glibc=glibc)) == name
