"""Names of folders and files as the loader reads them, and what is said where it does not run."""

import time

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.facts import live
from envdoctor.facts.binaries import read_libraries
from envdoctor.facts.environment import read_environment
from envdoctor.facts.folders import Folders
from envdoctor.facts.loader import Loader, expanded, file_version, library_path
from tests.support.environments import TARGET, venv
from tests.support.roots import make_root, posix_only

pytestmark = posix_only


@pytest.mark.parametrize(
    ("value", "folders"),
    [
        ("", ()), ("/a:/b/:/a", ("/a", "/b")), (":lib:/c", ("/c",)), ("/a;/b", ("/a", "/b")),
        ("/opt/./x/../lib64", ("/opt/lib64",)),
    ],
)  # fmt: skip
def test_folders_of_library_path(value, folders):
    assert library_path({"LD_LIBRARY_PATH": value}) == folders
    assert library_path({}) == ()


def test_origin_is_the_library_s_own_folder():
    folders = ("$ORIGIN/../x.libs", "${ORIGIN}", "/opt/lib", "$LIB/y", "relative")
    assert expanded(folders, "/s/cv2/cv2.so") == ("/s/x.libs", "/s/cv2", "/opt/lib")


@pytest.mark.parametrize(
    ("target", "version"),
    [
        ("libcudart.so.12.1.105", "12.1.105"),
        ("libcudart.so.12", ""),
        ("libx-3.so", ""),
        ("plain", ""),
    ],
)
def test_the_version_in_a_file_s_name(tmp_path, target, version):
    root = make_root(tmp_path, {f"/lib/{target}": ""}, {"/lib/link.so": target})
    assert file_version(Folders(root), "/lib/link.so") == version


def test_an_interpreter_that_is_no_file_of_linux(tmp_path):
    root = venv(tmp_path)
    assert Loader(Folders(root), {}, "/env/bin/python").machine == ""
    environment = read_environment(root, TARGET, {}, {})
    facts = read_libraries(root, environment, {}, "linux")
    assert {read.state for read in facts} == {"unknown"}


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_other_systems_have_another_loader(tmp_path, system):
    root = venv(tmp_path)
    facts = read_libraries(root, read_environment(root, TARGET, {}, {}), {}, system)
    assert all(read.is_absent and system in read.reason for read in facts)


def test_a_folder_that_never_answers(tmp_path, monkeypatch):
    venv(tmp_path)
    monkeypatch.setattr(live, "PATH_SECONDS", 0.01)
    monkeypatch.setattr("envdoctor.facts.deadline.may_hang", lambda _: True)
    monkeypatch.setattr(live, "read_libraries", lambda *_: time.sleep(0.5))
    facts = live.read_live(live.Subject("", f"{tmp_path}/env", "none"), {}, Tables())
    assert facts.library_path.is_timed_out
    assert facts.binaries.is_timed_out
