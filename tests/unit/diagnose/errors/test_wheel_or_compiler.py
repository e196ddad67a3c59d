"""A compiler is missing: for sources that were asked for, or because no wheel of a package fits."""

import pytest

from tests.support.texts import causes_of, named

MSVC = "error: Microsoft Visual C++ 14.0 or greater is required.\n"
GCC = "error: command 'gcc' failed: No such file or directory\n"
RUST = "error: can't find Rust compiler\n"
NO_WHEEL, NO_COMPILER = ("no_matching_wheel", "medium"), ("compiler_missing", "medium")
SURE = ("compiler_missing", "high")


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("$ pip install pycocotools", MSVC),
        ("$ pip install numpy==1.19.5", GCC),
        ("$ python -m pip install 'scikit-image<0.18'", GCC),
        ("$ pip install tokenizers==0.10.3", RUST),
        ("$ poetry add h5py", GCC),
        ("$ pip install -r requirements.txt\n  Building wheel for xtcocotools (setup.py): started", GCC),
        ("$ pip install -v -e .\nbuilding 'pycocotools._mask' extension", MSVC),
    ],
)  # fmt: skip
def test_a_package_that_publishes_wheels(command, error):
    assert named(f"{command}\n{error}")[:2] == [NO_WHEEL, NO_COMPILER]


@pytest.mark.parametrize(
    "command",
    [
        "$ pip install -v -e .",
        "$ pip install .",
        "$ pip install git+https://github.com/cocodataset/cocoapi.git#subdirectory=PythonAPI",
        "$ python setup.py develop",
        "$ pip install --no-binary :all: numpy",
        "$ pip install insightface",
        "$ pip install mmcv-full==1.7.2\n  Building wheel for mmcv-full (setup.py): started",
    ],
)
def test_sources_that_were_asked_for_or_are_all_there_is(command):
    assert named(f"{command}\n{GCC}")[0] == SURE


def test_what_was_built_is_not_told():
    found = named("$ pip install -r requirements.txt\n" + GCC)
    assert found[:2] == [NO_COMPILER, ("no_matching_wheel", "low")]


def test_the_message_alone():
    assert named(MSVC)[0] == SURE


def test_it_tells_the_python():
    cause = causes_of("python: 3.13.1\n\n$ pip install numpy==1.19.5\n" + GCC)[0].finding
    assert cause.params["python"] == "3.13.1"
    assert not causes_of("python: 3.13.1\n\n$ pip install numpy==1.19.5\n" + GCC)[0].ask
