"""What an import would take, found without importing."""

import pytest

from envdoctor.facts.folders import Folders
from envdoctor.facts.modules import Module, ModulePath, finder_mapping, module_exists
from tests.support.environments import SITE, venv
from tests.support.roots import posix_only

pytestmark = posix_only

FINDER = """from __future__ import annotations
import sys
MAPPING: dict[str, str] = {'mmaction': '/src/mmaction2/mmaction', 'single': '/src/mmaction2/single'}
NAMESPACES: dict[str, list[str]] = {}
PATH_PLACEHOLDER = '__editable__.mmaction2-1.2.0.finder' + ".__path_hook__"
"""


def find(root, name, site_packages=(SITE,)):
    return ModulePath(Folders(root), site_packages).find(name)


def test_a_package(tmp_path):
    root = venv(tmp_path, {"mmcv/__init__.py": ""})
    assert find(root, "mmcv") == Module(f"{SITE}/mmcv", SITE, True, False)
    assert find(root, "mmdet") is None


@pytest.mark.parametrize(
    "name", ["six.py", "six.cpython-311-x86_64-linux-gnu.so", "six.abi3.so", "six.pyd"]
)
def test_a_module_of_one_file(tmp_path, name):
    found = find(venv(tmp_path, {name: ""}), "six")
    assert (found.path, found.is_package) == (f"{SITE}/{name}", False)


def test_a_package_comes_before_a_file_and_a_file_before_a_bare_folder(tmp_path):
    files = {"a/__init__.py": "", "a.py": "", "b/x.py": "", "b.py": ""}
    root = venv(tmp_path, files)
    assert find(root, "a").path == f"{SITE}/a"
    assert find(root, "b").path == f"{SITE}/b.py"


def test_the_first_folder_on_the_path_wins_but_a_bare_folder_waits(tmp_path):
    files = {
        "/one/a/__init__.py": "",
        "a/__init__.py": "",
        "/one/b/data": "",
        "b/__init__.py": "",
        "c/d.py": "",
    }
    root = venv(tmp_path, files)
    assert find(root, "a", ("/one", SITE)).location == "/one"
    assert find(root, "b", ("/one", SITE)).location == SITE
    assert find(root, "c", ("/one", SITE)).path == f"{SITE}/c"


def test_an_editable_install_by_finder(tmp_path):
    files = {
        "__editable___mmaction2_1_2_0_finder.py": FINDER,
        "/src/mmaction2/mmaction/__init__.py": "",
        "/src/mmaction2/single.py": "",
    }
    root = venv(tmp_path, files)
    assert find(root, "mmaction") == Module("/src/mmaction2/mmaction", "/src/mmaction2", True, True)
    assert find(root, "single").path == "/src/mmaction2/single.py"


def test_an_editable_install_whose_sources_are_gone(tmp_path):
    assert (
        find(venv(tmp_path, {"__editable___mmaction2_1_2_0_finder.py": FINDER}), "mmaction") is None
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MAPPING = {'a': '/b'}", [("a", "/b")]),
        ("MAPPING: dict[str, str] = {'a': 'C:\\\\src\\\\a'}", [("a", "C:/src/a")]),
        ('MAPPING = {"it": "/o\'b"}', [("it", "/o'b")]),
        ("MAPPING = {}", []),
        ("x = 1", []),
        ("MAPPING = {'open", []),
    ],
)
def test_the_mapping_of_a_finder(text, expected):
    assert list(finder_mapping(text)) == expected


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("mmaction", True),
        ("mmaction.models", True),
        ("mmaction.models.localizers.bmn", True),
        ("mmaction.models.localizers.drn", False),
        ("mmaction.models.fast", True),
        ("importlib_metadata", False),
        ("six", True),
        ("six.moves", False),
    ],
)
def test_modules_inside_packages(tmp_path, name, there):
    files = {
        "mmaction/__init__.py": "",
        "mmaction/models/__init__.py": "",
        "mmaction/models/fast.abi3.so": "",
        "mmaction/models/localizers/__init__.py": "",
        "mmaction/models/localizers/bmn.py": "",
        "six.py": "",
    }
    assert module_exists(venv(tmp_path, files), (SITE,), name) is there
