"""Declared requirements that nothing installed provides."""

import pytest

from envdoctor.facts.distributions import installed
from envdoctor.facts.folders import Folders
from envdoctor.facts.interpreter import read_interpreter
from envdoctor.facts.requirements import (
    Declared,
    from_headers,
    from_requires_txt,
    parse,
    pin_holds,
    read_requirements,
)
from envdoctor.model.environment import BrokenPin, Requirement
from envdoctor.model.read import UNREADABLE
from tests.support.environments import PREFIX, SITE, TARGET, distribution, venv
from tests.support.roots import posix_only

pytestmark = posix_only


def read(root):
    folders = Folders(root)
    python = read_interpreter(folders, TARGET, {}).known()
    return read_requirements(folders, installed(folders, (SITE,), PREFIX), python)


def unmet(root):
    return read(root).unmet


def broken_pins(tmp_path, line, name, version, **more):
    files = {
        **distribution("torch", "2.1.2", metadata=requires(line), **more),
        **distribution(name, version),
    }
    return read(venv(tmp_path, files)).broken_pins.known()


def requires(*lines):
    return "".join(f"Requires-Dist: {line}\n" for line in lines)


def test_a_requirement_that_is_not_there(tmp_path):
    files = distribution("torch", "2.1.2", metadata=requires("sympy", "filelock (>=3.4)"))
    assert unmet(venv(tmp_path, files)).known() == (
        Requirement("torch", "sympy", ""),
        Requirement("torch", "filelock", ">=3.4"),
    )


def test_a_requirement_under_another_spelling_is_there(tmp_path):
    files = {
        **distribution("torch", "2.1.2", metadata=requires("Typing_Extensions")),
        **distribution("typing_extensions", "4.9.0"),
    }
    assert unmet(venv(tmp_path, files)).known() == ()


def test_markers_decide_for_the_inspected_python(tmp_path):
    lines = ('tomli ; python_version < "3.11"', 'triton ; python_version >= "3.11"')
    found = unmet(venv(tmp_path, distribution("torch", "2", metadata=requires(*lines)))).known()
    assert [item.name for item in found] == ["triton"]


def test_extras_are_left_out(tmp_path):
    lines = ("mmcv ; extra == 'mim'", 'opt (>=1) ; (python_version > "3") and extra == "opt"')
    assert (
        unmet(venv(tmp_path, distribution("mmaction2", "1.2.0", metadata=requires(*lines)))).known()
        == ()
    )


def test_what_the_stack_pulls_in_is_followed(tmp_path):
    files = {
        **distribution("torch", "2", metadata=requires("sympy")),
        **distribution("sympy", "1", metadata=requires("mpmath")),
    }
    assert unmet(venv(tmp_path, files)).known() == (Requirement("sympy", "mpmath", ""),)


def test_packages_outside_the_stack_are_nobodys_business(tmp_path):
    files = distribution("jupyter", "1", metadata=requires("notebook"))
    assert unmet(venv(tmp_path, files)).known() == ()


def test_a_package_of_an_extra_is_not_followed(tmp_path):
    files = {
        **distribution("torch", "2", metadata=requires("pytest ; extra == 'test'")),
        **distribution("pytest", "8", metadata=requires("pluggy")),
    }
    assert unmet(venv(tmp_path, files)).known() == ()


def test_conda_provides_opencv_under_its_own_name(tmp_path):
    files = {
        "/env/conda-meta/py-opencv-4.9.0-py311_0.json": "{}",
        **distribution("mmengine", "0.10.7", metadata=requires("opencv-python (>=3)")),
    }
    assert unmet(venv(tmp_path, files)).known() == ()


def test_an_opencv_without_windows_and_a_decord_for_arm_stand_in(tmp_path):
    files = {
        **distribution("opencv_python_headless", "4.9.0.80"),
        **distribution("eva_decord", "0.6.1"),
        **distribution("pillow_simd", "9.5.0"),
        **distribution("mmengine", "0.10.7", metadata=requires("opencv-python>=3")),
        **distribution(
            "mmaction2",
            "1.2.0",
            metadata=requires("decord>=0.4.1", "opencv-contrib-python", "Pillow"),
        ),
    }
    assert unmet(venv(tmp_path, files)).known() == ()


def test_the_description_is_no_header(tmp_path):
    files = distribution("torch", "2", metadata="\nRequires-Dist: prose\n")
    assert unmet(venv(tmp_path, files)).known() == ()


def test_windows_line_ends():
    text = b"Name: x\r\nRequires-Dist: numpy\r\n\r\nRequires-Dist: prose\r\n"
    assert [item.name for item in from_headers(text)] == ["numpy"]


def test_an_egg_info_declares_in_requires_txt(tmp_path):
    files = {"mmdet-3.0.0-py3.11.egg-info/requires.txt": "shapely\n\n[all]\ncython\n"}
    assert unmet(venv(tmp_path, files)).known() == (Requirement("mmdet", "shapely", ""),)


def test_requires_txt_with_markers():
    text = "numpy>=1.20\n\n[:python_version < \"3.8\"]\ntyping_extensions\n\n[extra:sys_platform == 'x']\ny\n"
    first, second, third = from_requires_txt(text)
    assert first == Declared("numpy", ">=1.20", "")
    assert second == Declared("typing-extensions", "", 'python_version < "3.8"')
    assert "extra" in third.marker


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("numpy", Declared("numpy", "", "")),
        (" numpy (<2,>=1.2) ", Declared("numpy", "<2,>=1.2", "")),
        ("numpy >=1.2, <2", Declared("numpy", ">=1.2,<2", "")),
        ("mmcv[ops]>=2.0", Declared("mmcv", ">=2.0", "")),
        ("Foo.Bar_baz~=1.0; os_name=='nt'", Declared("foo-bar-baz", "~=1.0", "os_name=='nt'")),
        ("x @ https://h/x.whl ; os_name=='nt'", Declared("x", "", "os_name=='nt'")),
    ],
)
def test_one_requirement(text, expected):
    assert parse(text) == expected


def test_metadata_that_cannot_be_read(tmp_path):
    found = unmet(venv(tmp_path, {"torch-2.dist-info/METADATA/": ""}))
    assert found.state == UNREADABLE
    assert "torch-2" in found.source


def test_a_pin_that_another_install_has_broken(tmp_path):
    line = "nvidia-cudnn-cu12 (==8.9.2.26) ; platform_system == 'Linux'"
    found = broken_pins(tmp_path, line, "nvidia_cudnn_cu12", "9.1.0.70")
    assert found == (BrokenPin("torch", "nvidia-cudnn-cu12", "8.9.2.26", "9.1.0.70"),)


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("triton ==2.1.0", {}),
        ("triton >=2.2", {}),
        ("triton ==9 ; platform_system == 'Windows'", {}),
        ("triton ==9 ; extra == 'x'", {}),
        ("triton ==9", {"installer": "conda"}),
    ],
)
def test_pins_that_are_met_or_not_meant(tmp_path, line, more):
    assert broken_pins(tmp_path, line, "triton", "2.1.0", **more) == ()


@pytest.mark.parametrize(
    ("pin", "version", "holds"),
    [
        ("2.1.2", "2.1.2+cu121", True),
        ("2.1.2+cu121", "2.1.2+cu118", False),
        ("2.1.2+cu121", "2.1.2", False),
        ("2.0", "2.0.0", True),
        ("2.1.*", "2.1.7", True),
        ("=2.1", "2.1", True),
        ("2.1,!=3", "9", True),
        ("2.1.1", "2.1.2", False),
    ],
)
def test_exact_versions(pin, version, holds):
    assert pin_holds(pin, version) is holds
