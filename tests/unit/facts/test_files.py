"""Files against RECORD: missing, of another size, of another content."""

import base64
import hashlib

import pytest

from envdoctor.facts.distributions import installed
from envdoctor.facts.files import MOST_DAMAGES, read_files
from envdoctor.facts.folders import Folders
from envdoctor.model.imports import CHANGED, MISSING, SIZE, FileDamage
from tests.support.environments import PREFIX, SITE, distribution, venv


def row(path, text):
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    name = f'"{path}"' if "," in path else path
    return f"{name},sha256={digest},{len(text.encode())}\n"


def recorded(name, version, files, **more):
    record = "".join(row(path, text) for path, text in files.items())
    return distribution(name, version, record=record, **more)


@pytest.fixture
def damages(tmp_path):
    def read(files, **how):
        root = venv(tmp_path, files)
        found = read_files(root, installed(Folders(root), (SITE,), PREFIX), **how)
        return found, [
            (item.distribution, item.path[len(SITE) + 1 :], item.kind) for item in found.value or ()
        ]

    return read


CODE = {
    "mmcv/__init__.py": "import torch\n",
    "mmcv/ops/a,b.py": "x = 1\n",
    "mmcv/_ext.so": "ELF" * 500,
}


def test_whole_files_are_no_damage(damages):
    found, named = damages({**recorded("mmcv", "2.1.0", CODE), **CODE})
    assert named == []
    assert found.source.startswith("RECORD of 1 distributions: 3 files")


def test_each_kind_of_damage(damages):
    files = {
        **recorded("mmcv", "2.1.0", CODE),
        "mmcv/__init__.py": "import tarch\n",
        "mmcv/_ext.so": "ELF",
    }
    _, named = damages(files)
    assert named == [
        ("mmcv", "mmcv/__init__.py", CHANGED),
        ("mmcv", "mmcv/ops/a,b.py", MISSING),
        ("mmcv", "mmcv/_ext.so", SIZE),
    ]


def test_what_is_no_part_of_a_module_is_not_compared(damages):
    others = {
        "../../../bin/mim": "#!",
        "mmcv/__pycache__/x.cpython-311.pyc": "",
        "mmcv-2.1.0.dist-info/LICENSE": "",
    }
    _, named = damages(recorded("mmcv", "2.1.0", others))
    assert named == []


def test_packages_outside_the_stack_are_not_compared(damages):
    _, named = damages(recorded("requests", "2.32.0", {"requests/__init__.py": "x"}))
    assert named == []


def test_what_conda_installed_is_not_compared(damages):
    _, named = damages(recorded("numpy", "1.26.4", {"numpy/__init__.py": "x"}, installer="conda"))
    assert named == []


def test_a_file_of_two_distributions_is_whole_when_it_is_either_s(damages):
    contrib = {"cv2/cv2.abi3.so": "contrib"}
    plain = {"cv2/cv2.abi3.so": "plain"}
    both = {
        **recorded("opencv_contrib_python", "4.11.0.86", contrib),
        **recorded("opencv_python", "4.11.0.86", plain),
    }
    assert damages({**both, **contrib})[1] == []


def test_a_file_of_two_distributions_that_is_neither_s_is_damaged(damages):
    contrib = {"cv2/cv2.abi3.so": "contrib"}
    plain = {"cv2/cv2.abi3.so": "plain"}
    both = {
        **recorded("opencv_contrib_python", "4.11.0.86", contrib),
        **recorded("opencv_python", "4.11.0.86", plain),
    }
    assert len(damages({**both, "cv2/cv2.abi3.so": "else"})[1]) == 2


def test_over_the_limit_only_sizes_are_compared(damages):
    files = {**recorded("mmcv", "2.1.0", CODE), **CODE, "mmcv/_ext.so": "elf" * 500}
    found, named = damages(files, most_bytes=100)
    assert named == []
    assert found.source.endswith("; of 1 files only the size")


def test_a_package_that_is_gone_fills_no_report(damages):
    code = {f"mmcv/ops/f{number}.py": "x" for number in range(MOST_DAMAGES + 50)}
    _, named = damages(recorded("mmcv", "2.1.0", code))
    assert len(named) == MOST_DAMAGES


def test_a_distribution_without_record_is_left_out(tmp_path):
    files = distribution("mmcv", "2.1.0")
    del files["mmcv-2.1.0.dist-info/RECORD"]
    root = venv(tmp_path, files)
    assert read_files(root, installed(Folders(root), (SITE,), PREFIX)).value == ()


def test_paths_are_those_on_the_root(damages):
    found, _ = damages(recorded("mmcv", "2.1.0", {"mmcv/__init__.py": "x"}))
    assert found.value == (FileDamage("mmcv", f"{SITE}/mmcv/__init__.py", MISSING),)
