"""The reader of ld.so.cache against `ldconfig -p` on this machine's own cache."""

import platform
import shutil
import subprocess
from pathlib import Path

import pytest

from envdoctor.facts.loader_cache import PATH, LoaderCache

LDCONFIG = shutil.which("ldconfig") or shutil.which("ldconfig", path="/usr/sbin:/sbin")
MARKS = {"x86_64": "x86-64", "aarch64": "AArch64"}


@pytest.fixture(scope="module")
def listed():
    """Library name -> the first file that ldconfig lists for it."""
    machine = platform.machine()
    if LDCONFIG is None or not Path(PATH).is_file() or machine not in MARKS:
        pytest.skip("no ld.so.cache here")
    lines = subprocess.run([LDCONFIG, "-p"], capture_output=True, text=True, check=True).stdout
    found = {}
    for line in lines.splitlines()[1:]:
        name, _, path = line.strip().partition(" => ")
        if MARKS[machine] in name:
            found.setdefault(name.split(" (")[0], path)
    return found


def test_every_library_is_found_where_ldconfig_says(listed):
    cache = LoaderCache(Path(PATH).read_bytes(), platform.machine())
    assert {name: cache.find(name) for name in listed} == listed


def test_it_names_what_ldconfig_names(listed):
    cache = LoaderCache(Path(PATH).read_bytes(), platform.machine())
    assert set(cache.names()) == set(listed)
    assert cache.find("libnobody.so.9") == ""
    assert cache.find("") == ""
