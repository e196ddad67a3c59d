"""What weighs the facts where Python's own build of a package fails."""

import pytest

from tests.support.texts import explained

STAGE = "  Getting requirements to build wheel ... error\n"
ABSENT = "ModuleNotFoundError: No module named '{}'\n"


def first(text, tables):
    return explained(text, tables)[0]


@pytest.mark.parametrize("module", ["torch", "numpy", "pip"])
def test_an_isolated_build_lacks_what_it_imports(tables, module):
    assert first(STAGE + ABSENT.format(module), tables) == ("build_isolation", "high")


def test_an_install_command_is_a_build_too(tables):
    text = "$ pip install flash-attn\n" + ABSENT.format("torch")
    assert first(text, tables) == ("build_isolation", "medium")


def test_a_program_that_was_started_later_is_no_build(tables):
    text = "$ pip install flash-attn\n$ python train.py\n" + ABSENT.format("torch")
    assert "build_isolation" not in [cause for cause, _ in explained(text, tables)]


def test_a_build_in_the_environment_itself_lacks_a_package(tables):
    text = "python setup.py egg_info did not run successfully\n" + ABSENT.format("numpy")
    assert first(text, tables) == ("dependency_missing", "medium")


def test_a_build_by_another_python_than_the_one_that_has_torch(tables):
    text = "torch: 2.1.0\npython setup.py develop\n" + ABSENT.format("torch")
    assert ("wrong_environment_active", "medium") in explained(text, tables)[:2]


def test_mim_without_pip(tables):
    text = "$ mim install mmengine\n" + ABSENT.format("pip")
    assert first(text, tables) == ("dependency_missing", "medium")


def test_a_build_script_that_is_known_to_import_pip(tables):
    text = "Collecting chumpy (from mmpose==1.1.0)\n" + STAGE
    assert first(text, tables) == ("build_isolation", "medium")


def test_a_build_script_that_python_3_13_broke(tables):
    text = "python: 3.13\nCollecting mmcv==2.1.0\n" + STAGE
    assert first(text, tables) == ("python_too_new", "medium")


def test_a_build_script_that_nothing_is_known_of(tables):
    assert explained("Collecting something\n" + STAGE, tables) == []


PKG = ABSENT.format("pkg_resources")


def test_pkg_resources_in_an_isolated_build(tables):
    assert first(STAGE + PKG, tables) == ("setuptools_too_new", "medium")
    assert first("setuptools: 82.0\n" + STAGE + PKG, tables) == ("setuptools_too_new", "high")


def test_pkg_resources_beside_an_older_setuptools(tables):
    assert ("dependency_missing", "low") in explained("setuptools: 69.0\n" + PKG, tables)


def test_pkg_resources_on_a_python_without_setuptools(tables):
    causes = explained("python: 3.12.1\n" + PKG, tables)
    assert causes[:2] == [("setuptools_too_new", "medium"), ("dependency_missing", "low")]


IMP = "AttributeError: module 'pkgutil' has no attribute 'ImpImporter'\n"


@pytest.mark.parametrize(
    ("above", "cause"),
    [
        ('  File "/e/bin/mim", line 5, in <module>\n', "setuptools_too_old"),
        ("", "setuptools_too_old"),
        (STAGE, "python_too_new"),
        ('  File "/e/site-packages/pip/_vendor/pkg_resources/__init__.py"\n', "python_too_new"),
    ],
)
def test_whose_setuptools_is_older_than_python(tables, above, cause):
    assert first(above + IMP, tables) == (cause, "medium")


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ("python: 3.12.3\n", ("python_too_new", "high")),
        ("python: 3.8.10\n", ("missing_system_library", "medium")),
        ('  File "/usr/lib/python3.12/x.py"\n', ("python_too_new", "high")),
        ("", ("python_too_new", "medium")),
    ],
)
def test_where_distutils_went(tables, told, answer):
    assert first(told + ABSENT.format("distutils"), tables) == answer


def test_a_part_that_setuptools_dropped(tables):
    text = "error in anyjson setup command: use_2to3 is invalid."
    assert first(text, tables) == ("setuptools_too_new", "high")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("requires a different Python: 3.6.9 not in '>=3.7'", ("python_too_old", "high")),
        ("requires a different Python: 3.13.0 not in '<3.12,>=3.8'", ("python_too_new", "high")),
        (
            "Cannot install on Python version 3.12.1; only versions >=3.8,<3.12 are supported.",
            ("python_too_new", "high"),
        ),
        (
            "This script does not work on Python 3.6. The minimum supported Python version is 3.7.",
            ("python_too_old", "high"),
        ),
        (
            "Because the current Python version (3.8.1) does not satisfy Python>=3.9 and",
            ("python_too_old", "medium"),
        ),
    ],
)
def test_on_which_side_python_is(tables, line, answer):
    assert first(f"ERROR: Package 'x' {line}", tables) == answer
