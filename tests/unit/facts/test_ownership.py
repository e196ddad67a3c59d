"""Modules whose files several distributions claim."""

import random

import pytest

from envdoctor.facts.distributions import installed
from envdoctor.facts.folders import Folders
from envdoctor.facts.ownership import read_shared_modules, top_levels
from envdoctor.model.environment import SharedModule
from envdoctor.model.read import UNREADABLE
from tests.support.environments import PREFIX, SITE, distribution, venv
from tests.support.roots import posix_only

pytestmark = posix_only


def read(root, site_packages=(SITE,)):
    folders = Folders(root)
    return read_shared_modules(folders, installed(folders, site_packages, PREFIX))


def shared(tmp_path, *distributions):
    files = {}
    for name, version, record in distributions:
        files.update(distribution(name, version, record))
    return read(venv(tmp_path, files)).known()


def test_two_builds_of_opencv(tmp_path):
    plain = "cv2/__init__.py,sha256=a,1\ncv2/cv2.abi3.so,sha256=b,2\ncv2/gapi/__init__.py,,\n"
    contrib = "cv2/__init__.py,sha256=a,1\ncv2/cv2.abi3.so,sha256=c,3\ncv2/aruco/__init__.py,,\n"
    found = shared(
        tmp_path,
        ("opencv_python", "4.11.0.86", plain),
        ("opencv_contrib_python", "5.0.0.93", contrib),
    )
    assert found == (SharedModule("cv2", ("opencv-contrib-python", "opencv-python"), 2),)


def test_mmcv_and_mmcv_lite(tmp_path):
    files = "mmcv/__init__.py,sha256=a,1\nmmcv/version.py,sha256=b,1\n"
    found = shared(
        tmp_path, ("mmcv", "2.1.0", files + "mmcv/_ext.so,,\n"), ("mmcv_lite", "2.1.0", files)
    )
    assert found == (SharedModule("mmcv", ("mmcv", "mmcv-lite"), 2),)


def test_modules_of_one_file(tmp_path):
    found = shared(tmp_path, ("six", "1.16.0", "six.py,,\n"), ("other", "1", "six.py,,\n"))
    assert found == (SharedModule("six", ("other", "six"), 1),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("google/protobuf/a.py,,\n", "google/auth/a.py,,\n"),
        (
            "google/__init__.py,sha256=a,1\ngoogle/a/x.py,,\n",
            "google/__init__.py,sha256=a,1\ngoogle/b/x.py,,\n",
        ),
        ("nvidia/cublas/lib/x.so,,\n", "nvidia/cudnn/lib/x.so,,\n"),
        ("__pycache__/a.pyc,,\n", "__pycache__/a.pyc,,\n"),
        ("../../../bin/tool,,\n", "../../../bin/tool,,\n"),
        ("LICENSE,,\n", "LICENSE,,\n"),
        ("pkg/__pycache__/a.pyc,,\npkg/a.py,,\n", "pkg/__pycache__/a.pyc,,\npkg/b.py,,\n"),
    ],
)
def test_what_is_shared_without_being_a_shared_module(tmp_path, one, other):
    assert shared(tmp_path, ("one", "1", one), ("other", "1", other)) == ()


def test_an_init_of_two_contents_is_shared(tmp_path):
    found = shared(
        tmp_path,
        ("one", "1", "tests/__init__.py,sha256=a,1\n"),
        ("other", "1", "tests/__init__.py,sha256=b,1\n"),
    )
    assert found == (SharedModule("tests", ("one", "other"), 1),)


def test_owners_are_those_who_share_files_only(tmp_path):
    found = shared(
        tmp_path,
        ("one", "1", "pkg/a.py,,\npkg/b.py,,\n"),
        ("other", "1", "pkg/a.py,,\npkg/b.py,,\n"),
        ("third", "1", "pkg/c.py,,\n"),
    )
    assert found == (SharedModule("pkg", ("one", "other"), 2),)


def test_the_same_module_in_two_folders_is_no_clash(tmp_path):
    files = {**distribution("numpy", "1", "numpy/a.py,,\n")}
    files.update({f"/user/{k}": v for k, v in distribution("other", "1", "numpy/a.py,,\n").items()})
    assert read(venv(tmp_path, files), ("/user", SITE)).known() == ()


def test_installed_files_of_an_egg_info(tmp_path):
    files = {
        **distribution("new", "1", "pkg/a.py,,\n"),
        "old-1-py3.8.egg-info/installed-files.txt": "../pkg/a.py\n../pkg/b.py\nPKG-INFO\n",
    }
    assert read(venv(tmp_path, files)).known() == (SharedModule("pkg", ("new", "old"), 1),)


def test_sources_of_an_egg_info_without_a_file_list(tmp_path):
    files = {
        **distribution("new", "1", "pkg/a.py,,\n"),
        "old-1-py3.8.egg-info/SOURCES.txt": "setup.py\npkg/a.py\n",
        "old-1-py3.8.egg-info/top_level.txt": "pkg\n",
    }
    assert read(venv(tmp_path, files)).known() == (SharedModule("pkg", ("new", "old"), 1),)


def test_a_distribution_without_record_claims_nothing(tmp_path):
    files = {"bare-1.dist-info/METADATA": "", **distribution("one", "1", "pkg/a.py,,\n")}
    assert read(venv(tmp_path, files)).known() == ()


def test_a_record_that_cannot_be_read(tmp_path):
    root = venv(tmp_path, {"odd-1.dist-info/RECORD/": ""})
    found = read(root)
    assert found.state == UNREADABLE
    assert found.source.endswith("odd-1.dist-info")


def plainly(record):
    """What `top_levels` must yield, line by line."""
    found = set()
    for line in record.split(b"\n"):
        path = line.partition(b",")[0]
        top, slash, _ = path.partition(b"/")
        ends = (b".dist-info", b".egg-info", b".data", b".libs")
        if slash and top not in (b"", b"..", b"__pycache__", b"bin") and not top.endswith(ends):
            found.add(top)
        if not slash and path.endswith((b".py", b".so", b".pyd")):
            found.add(path)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_runs_are_skipped_without_losing_a_name_whatever_the_order(seed):
    chance = random.Random(seed)
    tops = [
        "torch",
        "torchgen",
        "functorch",
        "torch-2.1.dist-info",
        "..",
        "a.py",
        "cv2",
        "cv",
        "z.libs",
    ]
    lines = []
    for _ in range(chance.randrange(40)):
        top = chance.choice(tops)
        name = "" if top.endswith(".py") else f"/{chance.choice('abc')}/{chance.randrange(99)}.py"
        lines.append(f"{top}{name},sha256=x,1")
    if seed % 3:
        lines.sort()
    if seed % 5 == 0:
        chance.shuffle(lines)
    record = "\n".join(lines).encode() + (b"\n" if seed % 2 else b"")
    assert set(top_levels(record)) == plainly(record)


def test_a_stray_line_inside_a_run_is_seen():
    lines = [b"torch/%03d.py,," % number for number in range(100)]
    lines.insert(50, b"stray/x.py,,")
    assert set(top_levels(b"\n".join(lines) + b"\n")) == {b"torch", b"stray"}
