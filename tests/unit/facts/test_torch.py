"""torch's version files from 1.8 to 2.15, and the variant each of them tells."""

import pytest

from envdoctor.facts.distributions import installed
from envdoctor.facts.folders import Folders
from envdoctor.facts.modules import ModulePath
from envdoctor.facts.torch import read_torch
from envdoctor.model.read import UNREADABLE
from tests.support.environments import PREFIX, SITE, distribution, venv
from tests.support.roots import posix_only

pytestmark = posix_only

OLD = "__version__ = '{}'\ndebug = False\ncuda = {}\ngit_version = 'a8e7c98'\nhip = {}\n"
TYPED = """from typing import Optional

__all__ = ['__version__', 'debug', 'cuda', 'git_version', 'hip', 'xpu']
__version__ = '{}'
debug = False
cuda: Optional[str] = {}
git_version = 'cf30153'
hip: Optional[str] = {}
xpu: Optional[str] = {}
"""


def read(root):
    folders = Folders(root)
    found = installed(folders, (SITE,), PREFIX)
    return read_torch(folders, ModulePath(folders, (SITE,)), found)


def torch(text, **more):
    return {"torch/__init__.py": "", "torch/version.py": text, **more}


@pytest.mark.parametrize(
    ("text", "version", "cuda", "hip", "variant"),
    [
        (OLD.format("1.8.0", "'10.2'", "None"), "1.8.0", "10.2", None, "cu102"),
        (OLD.format("1.8.1+cu111", "'11.1'", "None"), "1.8.1+cu111", "11.1", None, "cu111"),
        (OLD.format("2.1.2+cu121", "'12.1'", "None"), "2.1.2+cu121", "12.1", None, "cu121"),
        (
            OLD.format("1.13.1+cu117.with.pypi.cudnn", "'11.7'", "None"),
            "1.13.1+cu117.with.pypi.cudnn",
            "11.7",
            None,
            "cu117",
        ),
        (OLD.format("2.0.1+cpu", "None", "None"), "2.0.1+cpu", None, None, "cpu"),
        (OLD.format("2.1.2", "None", "None"), "2.1.2", None, None, "cpu"),
        (OLD.format("2.1.0a0+32f93b1", "'12.2'", "None"), "2.1.0a0+32f93b1", "12.2", None, "cu122"),
        (
            OLD.format("2.0.1+rocm5.4.2", "None", "'5.4.22803-474e8620'"),
            "2.0.1+rocm5.4.2",
            None,
            "5.4.22803-474e8620",
            "rocm5.4.2",
        ),
        (
            OLD.format("2.1.0+das1.0", "None", "'5.7.31921'"),
            "2.1.0+das1.0",
            None,
            "5.7.31921",
            "rocm5.7",
        ),
        (TYPED.format("2.13.0+cpu", "None", "None", "None"), "2.13.0+cpu", None, None, "cpu"),
        (TYPED.format("2.9.0", "'12.8'", "None", "None"), "2.9.0", "12.8", None, "cu128"),
        (
            TYPED.format("2.15.0+cu130", "'13.0'", "None", "None"),
            "2.15.0+cu130",
            "13.0",
            None,
            "cu130",
        ),
        (TYPED.format("2.5.0+xpu", "None", "None", "'20240000'"), "2.5.0+xpu", None, None, "xpu"),
        (
            TYPED.format("2.5.0a0+git1", "None", "None", "'20240000'"),
            "2.5.0a0+git1",
            None,
            None,
            "xpu",
        ),
        (TYPED.format("2.5.0", "'13'", "None", "None"), "2.5.0", "13", None, "cu130"),
        (OLD.format("2.1.0+ascend", "None", "None"), "2.1.0+ascend", None, None, ""),
    ],
)
def test_version_files(tmp_path, text, version, cuda, hip, variant):
    found = read(venv(tmp_path, torch(text)))
    value = found.known()
    assert (value.version, value.cuda, value.hip, value.variant) == (version, cuda, hip, variant)
    assert found.source == f"{SITE}/torch/version.py"
    assert (value.package, value.path) == ("wheel", f"{SITE}/torch")


def test_xpu_by_its_library(tmp_path):
    files = torch(
        OLD.format("1.13.0a0+gitb1dde16", "None", "None"), **{"torch/lib/libtorch_xpu.so": ""}
    )
    assert read(venv(tmp_path, files)).known().variant == "xpu"


@pytest.mark.parametrize(
    ("tag", "version", "variant"),
    [
        ("cp311-none-macosx_11_0_arm64", "2.1.2", "mps"),
        ("cp39-none-macosx_11_0_arm64", "1.11.0", "cpu"),
        ("cp311-none-macosx_10_9_x86_64", "2.1.2", "cpu"),
        ("", "2.1.2", ""),
    ],
)
def test_macos_by_library_and_wheel_tag(tmp_path, tag, version, variant):
    files = torch(OLD.format(version, "None", "None"), **{"torch/lib/libtorch_cpu.dylib": ""})
    files.update(distribution("torch", version))
    if tag:
        files[f"torch-{version}.dist-info/WHEEL"] = f"Tag: {tag}\n"
    assert read(venv(tmp_path, files)).known().variant == variant


def test_conda_by_its_record(tmp_path):
    files = torch(
        OLD.format("2.1.2", "'12.1'", "None"), **{"torch-2.1.2-py3.8.egg-info/PKG-INFO": ""}
    )
    files["/env/conda-meta/pytorch-2.1.2-py3.8_cuda12.1_cudnn8.9.2_0.json"] = "{}"
    value = read(venv(tmp_path, files)).known()
    assert (value.package, value.variant) == ("conda", "cu121")


def test_conda_by_the_installer_of_its_metadata(tmp_path):
    files = torch(
        OLD.format("2.1.2", "None", "None"), **distribution("torch", "2.1.2", installer="conda")
    )
    assert read(venv(tmp_path, files)).known().package == "conda"


def test_a_wheel_that_pip_put_over_condas_torch(tmp_path):
    files = torch(OLD.format("2.2.0+cu121", "'12.1'", "None"), **distribution("torch", "2.2.0"))
    files["/env/conda-meta/pytorch-2.1.2-py3.8_cuda12.1_0.json"] = "{}"
    assert read(venv(tmp_path, files)).known().package == "wheel"


def test_a_version_file_without_a_version_falls_back_on_the_metadata(tmp_path):
    files = torch("cuda = None\n", **distribution("torch", "2.1.2+cpu"))
    assert read(venv(tmp_path, files)).known().version == "2.1.2+cpu"


def test_no_torch(tmp_path):
    found = read(venv(tmp_path))
    assert found.is_absent
    assert found.source == SITE


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (distribution("torch", "2.1.2"), "its module is not"),
        ({"torch/__init__.py": ""}, "No such file"),
        ({"torch/__init__.py": "", "torch/version.py": "cuda = None\n"}, "no __version__"),
    ],
)
def test_a_torch_that_contradicts_itself(tmp_path, files, reason):
    found = read(venv(tmp_path, files))
    assert found.state == UNREADABLE
    assert reason in found.reason
