"""What interrupted installs and removals leave behind."""

import pytest

from envdoctor.facts.damage import read_damages
from envdoctor.facts.distributions import installed
from envdoctor.facts.folders import Folders
from envdoctor.facts.modules import ModulePath
from envdoctor.model.environment import Damage
from tests.support.environments import PREFIX, SITE, distribution, venv
from tests.support.roots import posix_only

pytestmark = posix_only


def damages(root):
    folders = Folders(root)
    found = installed(folders, (SITE,), PREFIX)
    return read_damages(folders, ModulePath(folders, (SITE,)), found, (SITE,)).known()


def test_a_whole_package(tmp_path):
    assert damages(venv(tmp_path, {"mmcv/__init__.py": "", **distribution("mmcv", "2.1.0")})) == ()


def test_metadata_without_its_module(tmp_path):
    found = damages(venv(tmp_path, distribution("mmcv", "2.1.0")))
    assert found == (Damage("no module", "mmcv", f"{SITE}/mmcv-2.1.0.dist-info"),)


def test_what_a_removal_of_mmcv_lite_leaves_of_mmcv(tmp_path):
    files = {"mmcv/_ext.cpython-311-x86_64-linux-gnu.so": "", **distribution("mmcv", "2.1.0")}
    assert damages(venv(tmp_path, files)) == (Damage("hollow", "mmcv", f"{SITE}/mmcv"),)


def test_folders_that_pip_put_aside(tmp_path):
    files = {"~orch/__init__.py": "", "~orch-2.1.2.dist-info/METADATA": "", "torch/__init__.py": ""}
    found = damages(venv(tmp_path, {**files, **distribution("torch", "2.1.2")}))
    assert [(item.kind, item.name) for item in found] == [
        ("leftover", "~orch"),
        ("leftover", "~orch-2.1.2.dist-info"),
    ]


@pytest.mark.parametrize("name", ["cv2.cpython-311-x86_64-linux-gnu.so", "cv2/__init__.pyc"])
def test_a_module_of_one_file_and_a_compiled_package_are_whole(tmp_path, name):
    assert damages(venv(tmp_path, {name: "", **distribution("opencv_python", "4.11.0.86")})) == ()


def test_an_editable_install_s_module_lies_elsewhere(tmp_path):
    files = distribution("mmdet", "3.3.0")
    files["mmdet-3.3.0.dist-info/direct_url.json"] = '{"dir_info": {"editable": true}}'
    assert damages(venv(tmp_path, files)) == ()


def test_a_folder_of_data_outside_site_packages_is_no_package(tmp_path):
    files = {"a.pth": "/data\n", "/data/mmpose/x.json": ""}
    root = venv(tmp_path, files)
    folders = Folders(root)
    modules = ModulePath(folders, (SITE, "/data"))
    assert read_damages(folders, modules, (), (SITE, "/data")).known() == ()
