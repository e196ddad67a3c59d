"""The stack's packages, their owners and what is missing in them."""

import pytest

from envdoctor.facts.distributions import installed
from envdoctor.facts.folders import Folders
from envdoctor.facts.modules import ModulePath
from envdoctor.facts.openmmlab import (
    MMACTION2,
    MMENGINE,
    NUMPY,
    OPENCV,
    TORCHVISION,
    PackageReader,
)
from envdoctor.model.read import UNREADABLE
from tests.support.environments import PREFIX, SITE, distribution, venv
from tests.support.roots import posix_only

pytestmark = posix_only


def reader(root, site_packages=(SITE,), probed=None):
    folders = Folders(root)
    found = installed(folders, site_packages, PREFIX)
    return PackageReader(folders, ModulePath(folders, site_packages), found, probed or {})


def package(module, version, **more):
    return {
        f"{module}/__init__.py": "",
        f"{module}/version.py": f"__version__ = '{version}'\n",
        **more,
    }


def test_a_package_by_its_own_version_file(tmp_path):
    files = {**package("mmengine", "0.10.7"), **distribution("mmengine", "0.10.6")}
    found = reader(venv(tmp_path, files)).read(MMENGINE)
    assert found.source == f"{SITE}/mmengine/version.py"
    value = found.known()
    assert (value.module, value.distribution, value.version) == ("mmengine", "mmengine", "0.10.7")
    assert (value.path, value.editable, value.missing) == (f"{SITE}/mmengine", False, ())


def test_a_package_that_computes_its_version_takes_the_metadatas(tmp_path):
    files = {"torchvision/__init__.py": "", **distribution("torchvision", "0.16.2+cu121")}
    found = reader(venv(tmp_path, files)).read(TORCHVISION)
    assert found.known().version == "0.16.2+cu121"
    assert found.source.endswith("torchvision-0.16.2+cu121.dist-info")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("version.py", 'version = "2.4.6"\n__version__ = version\n'),
        ("version.py", "short_version: str = '2.4.6'\nversion: str = '2.4.6'\n"),
        ("_version.py", 'version_json = """\n{\n "version": "2.4.6"\n}\n"""\n'),
    ],
)
def test_numpy_through_the_years(tmp_path, name, text):
    files = {"numpy/__init__.py": "", f"numpy/{name}": text, **distribution("numpy", "9")}
    assert reader(venv(tmp_path, files)).read(NUMPY).known().version == "2.4.6"


@pytest.mark.parametrize(
    "ops", ["_ext.cpython-311-x86_64-linux-gnu.so", "_ext.cp311-win_amd64.pyd"]
)
def test_mmcv_with_its_ops(tmp_path, ops):
    files = {**package("mmcv", "2.1.0"), f"mmcv/{ops}": "", **distribution("mmcv", "2.1.0")}
    value = reader(venv(tmp_path, files)).read_mmcv().known()
    assert (value.package.distribution, value.ops) == ("mmcv", f"{SITE}/mmcv/{ops}")


def test_mmcv_lite_has_none(tmp_path):
    files = {**package("mmcv", "2.2.0"), **distribution("mmcv_lite", "2.2.0")}
    value = reader(venv(tmp_path, files)).read_mmcv().known()
    assert (value.package.distribution, value.package.version, value.ops) == (
        "mmcv-lite",
        "2.2.0",
        None,
    )


@pytest.mark.parametrize(
    ("ops", "lite", "owner"),
    [(True, "2.1.0", "mmcv"), (False, "2.1.0", "mmcv-lite"), (False, "2.2.0", "mmcv")],
)
def test_of_two_owners_the_one_that_the_files_look_like(tmp_path, ops, lite, owner):
    files = {
        **package("mmcv", "2.1.0"),
        **distribution("mmcv", "2.1.0"),
        **distribution("mmcv_lite", lite),
    }
    if ops:
        files["mmcv/_ext.so"] = ""
    assert reader(venv(tmp_path, files)).read_mmcv().known().package.distribution == owner


@pytest.mark.parametrize(
    ("contrib", "headless", "owner"),
    [
        (False, False, "opencv-python"),
        (True, False, "opencv-contrib-python"),
        (False, True, "opencv-python-headless"),
        (True, True, "opencv-contrib-python-headless"),
    ],
)
def test_opencv_by_what_its_version_file_says(tmp_path, contrib, headless, owner):
    text = (
        f'opencv_version = "4.9.0.80"\ncontrib = {contrib}\nheadless = {headless}\nci_build = True'
    )
    files = {"cv2/__init__.py": "", "cv2/version.py": text}
    for name in ("opencv_python", "opencv_contrib_python"):
        files.update(distribution(name, "4.9.0.80"))
        files.update(distribution(f"{name}_headless", "4.9.0.80"))
    value = reader(venv(tmp_path, files)).read(OPENCV).known()
    assert (value.version, value.distribution) == ("4.9.0.80", owner)


def test_of_two_opencv_the_version_of_the_files(tmp_path):
    files = {"cv2/__init__.py": "", "cv2/version.py": 'opencv_version = "4.11.0.86"\n'}
    files.update(distribution("opencv_python", "4.11.0.86"))
    files.update(distribution("opencv_contrib_python", "5.0.0.93"))
    value = reader(venv(tmp_path, files)).read(OPENCV).known()
    assert (value.version, value.distribution) == ("4.11.0.86", "opencv-python")


def test_opencv_of_conda(tmp_path):
    files = {"cv2/__init__.py": "", "/env/conda-meta/py-opencv-4.9.0-py311_0.json": "{}"}
    value = reader(venv(tmp_path, files)).read(OPENCV).known()
    assert (value.version, value.distribution) == ("4.9.0", "py-opencv")


def test_probed_modules_that_are_missing(tmp_path):
    files = {**package("mmaction", "1.2.0"), "mmaction/models/__init__.py": "", "six.py": ""}
    probed = {"mmaction": ("mmaction.models.drn", "mmaction.models", "importlib_metadata", "six")}
    value = reader(venv(tmp_path, files), probed=probed).read(MMACTION2).known()
    assert value.missing == ("mmaction.models.drn", "importlib_metadata")


def test_an_editable_install_by_finder(tmp_path):
    files = {
        **distribution("mmaction2", "1.2.0"),
        "mmaction2-1.2.0.dist-info/direct_url.json": '{"dir_info": {"editable": true}}',
        "__editable___mmaction2_1_2_0_finder.py": "MAPPING = {'mmaction': '/src/mmaction'}\n",
        "/src/mmaction/__init__.py": "",
        "/src/mmaction/version.py": "__version__ = '1.3.0'\n",
    }
    value = reader(venv(tmp_path, files)).read(MMACTION2).known()
    assert (value.version, value.path, value.editable) == ("1.3.0", "/src/mmaction", True)
    assert value.distribution == "mmaction2"


def test_an_editable_install_by_path_file(tmp_path):
    files = {
        **distribution("mmaction2", "1.2.0"),
        "mmaction2-1.2.0.dist-info/direct_url.json": '{"dir_info": {"editable": true}}',
        "/src/mmaction/__init__.py": "",
        "/src/mmaction/version.py": "__version__ = '1.2.0'\n",
    }
    value = reader(venv(tmp_path, files), (SITE, "/src")).read(MMACTION2).known()
    assert (value.distribution, value.editable, value.path) == ("mmaction2", True, "/src/mmaction")


def test_a_checkout_on_pythonpath_belongs_to_nobody(tmp_path):
    files = {
        **package("mmaction", "1.2.0"),
        **distribution("mmaction2", "1.2.0"),
        "/src/mmaction/__init__.py": "",
        "/src/mmaction/version.py": "__version__ = '1.0.0'\n",
    }
    value = reader(venv(tmp_path, files), ("/src", SITE)).read(MMACTION2).known()
    assert (value.version, value.distribution, value.editable) == ("1.0.0", "", False)


def test_nothing_there(tmp_path):
    read = reader(venv(tmp_path))
    assert read.read(MMENGINE).is_absent
    assert read.read_mmcv().is_absent


@pytest.mark.parametrize(
    "files",
    [
        distribution("mmcv", "2.1.0"),
        {**distribution("mmcv", "2.1.0"), "mmcv.py": ""},
        {"mmcv/__init__.py": "", "mmcv/version.py": "__version__ = compute()\n"},
    ],
)
def test_a_package_that_contradicts_itself(tmp_path, files):
    found = reader(venv(tmp_path, files)).read_mmcv()
    assert found.state == UNREADABLE
    assert found.reason
