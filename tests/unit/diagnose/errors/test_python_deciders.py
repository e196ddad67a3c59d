"""What weighs the facts where a message of Python's import system does not decide."""

import pytest

from tests.support.texts import causes_of, explained

LIST = "Package    Version\n---------- -------\npip        24.0\nsetuptools 69.0\nnumpy      1.26.4\ntorch      2.1.2\nwheel      0.43\nmmengine   0.10.4\n"


def first(text, tables):
    return explained(text, tables)[0]


def commands_of(text):
    return causes_of(text)[0].finding.goals


def test_a_known_package_that_nothing_lists_is_missing(tables):
    assert first("ModuleNotFoundError: No module named 'sklearn'", tables) == (
        "dependency_missing",
        "medium",
    )


def test_its_distribution_is_named_as_the_index_names_it():
    (goal,) = commands_of("ModuleNotFoundError: No module named 'sklearn'")
    assert goal.package == "scikit-learn"


def test_a_whole_list_without_it_makes_it_sure(tables):
    text = f"$ pip list\n{LIST}\nModuleNotFoundError: No module named 'sklearn'"
    assert first(text, tables) == ("dependency_missing", "high")


def test_a_listed_package_that_is_not_found_is_in_another_environment(tables):
    text = f"$ pip list\n{LIST}\nModuleNotFoundError: No module named 'numpy'"
    assert first(text, tables) == ("wrong_environment_active", "medium")


def test_torch_in_a_notebook_is_in_another_environment(tables):
    text = "----> 1 import torch\nModuleNotFoundError: No module named 'torch'"
    assert first(text, tables) == ("wrong_environment_active", "medium")


def test_the_project_s_own_folder_is_not_on_the_path(tables):
    text = "ModuleNotFoundError: No module named 'utils'"
    assert first(text, tables) == ("wrong_environment_active", "low")


def test_an_unknown_module_is_only_a_guess(tables):
    assert first("No module named 'frobnicate'", tables)[1] == "low"


def test_an_unknown_module_that_an_installed_package_asks_for_is_a_package(tables):
    text = "File \"/env/lib/python3.9/site-packages/a/b.py\", line 1, in <module>\nNo module named 'frobnicate'"
    assert first(text, tables) == ("dependency_missing", "medium")


def test_a_package_without_its_own_part_is_damaged(tables):
    text = "File \"/env/lib/python3.9/site-packages/scipy/io.py\", line 1, in <module>\nModuleNotFoundError: No module named 'scipy.frob'"
    assert first(text, tables) == ("package_damaged", "medium")


def test_a_source_folder_without_its_built_part(tables):
    text = "File \"/home/u/timm/timm/io.py\", line 1, in <module>\nModuleNotFoundError: No module named 'timm._C'"
    assert first(text, tables) == ("wrong_environment_active", "low")


def test_a_part_that_another_release_has(tables):
    text = "ModuleNotFoundError: No module named 'timm.frob'"
    assert first(text, tables) == ("dependency_too_new", "low")


def test_a_file_in_place_of_a_package(tables):
    text = "ModuleNotFoundError: No module named 'yaml.loader'; 'yaml' is not a package"
    assert first(text, tables)[0] == "module_shadowed"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("ModuleNotFoundError: No module named '_ctypes'", "missing_system_library"),
        ("ModuleNotFoundError: No module named 'imghdr'", "python_too_new"),
        ("ModuleNotFoundError: No module named 'tomllib'", "python_too_old"),
        ("ModuleNotFoundError: No module named 'urllib2'", "not_environment"),
        ("ModuleNotFoundError: No module named 'moviepy.editor'", "dependency_too_new"),
    ],
)
def test_what_a_row_says_of_a_module_goes_before_what_holds_for_any(text, cause, tables):
    assert first(text, tables)[0] == cause
    assert "dependency_missing" not in [word for word, _confidence in explained(text, tables)]


def test_a_file_of_ones_own_hides_a_package(tables):
    text = "ImportError: cannot import name 'load' from 'yaml' (/src/yaml.py)"
    assert first(text, tables) == ("module_shadowed", "high")


def test_it_hides_one_of_python_s_own_too(tables):
    text = "File \"/src/random.py\", line 3, in <module>\nAttributeError: partially initialized module 'random' has no attribute 'seed' (most likely due to a circular import)"
    assert first(text, tables) == ("module_shadowed", "high")


def test_python_s_own_copy_hides_nothing(tables):
    text = "ImportError: cannot import name 'frob' from 'random' (/usr/lib/python3.9/random.py)"
    assert "module_shadowed" not in dict(explained(text, tables))


def test_the_project_s_files_import_each_other(tables):
    text = "ImportError: cannot import name 'Net' from partially initialized module 'nets' (most likely due to a circular import) (/src/nets.py)"
    assert first(text, tables) == ("not_environment", "low")


def test_a_name_of_another_release(tables):
    text = "ImportError: cannot import name 'frob' from 'timm' (/env/lib/python3.9/site-packages/timm/__init__.py)"
    assert first(text, tables) == ("dependency_too_new", "low")


@pytest.mark.parametrize(("version", "confidence"), [("82.0.1", "high"), ("69.0.3", "low")])
def test_pkg_resources_by_the_version_of_setuptools(version, confidence, tables):
    text = f"setuptools=={version}\nModuleNotFoundError: No module named 'pkg_resources'"
    assert ("setuptools_too_new", confidence) in explained(text, tables) or confidence == "low"


def test_numpy_2_under_what_was_built_for_1(tables):
    text = "numpy==2.2.2\nValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88 from PyObject"
    assert first(text, tables) == ("numpy_abi_mismatch", "high")
    (goal,) = commands_of(text)
    assert (goal.package, goal.specifier) == ("numpy", "<2")


def test_a_numpy_older_than_what_was_built_for_goes_up():
    text = "numpy==1.19.5\nValueError: numpy.ndarray size changed, may indicate binary incompatibility. Expected 88 from C header, got 80 from PyObject"
    (goal,) = commands_of(text)
    assert (goal.package, goal.specifier) == ("numpy", ">1.19.5")


def test_numba_names_the_numpy_that_it_takes(tables):
    text = "ImportError: Numba needs NumPy 1.20 or less"
    assert first(text, tables) == ("dependency_too_new", "high")
    assert commands_of(text)[0].specifier == "<1.21"


def test_numba_may_want_a_newer_numpy(tables):
    text = "ImportError: Numba needs NumPy 1.18 or greater"
    assert first(text, tables) == ("dependency_too_old", "high")


@pytest.mark.parametrize(
    ("found", "cause"),
    [("0.15.0", "dependency_too_new"), ("0.10.0", "dependency_too_old")],
)
def test_a_package_says_what_it_accepts(found, cause, tables):
    text = f"ImportError: tokenizers>=0.11.1,!=0.11.3,<0.14 is required for a normal functioning of this module, but found tokenizers=={found}."
    assert first(text, tables) == (cause, "high")
    assert commands_of(text)[0].package == "tokenizers"


def test_a_version_conflict_of_pkg_resources(tables):
    text = "pkg_resources.ContextualVersionConflict: (numpy 1.18.5 (/env/lib/python3.8/site-packages), Requirement.parse('numpy>=1.20'), {'pandas'})"
    assert first(text, tables) == ("dependency_too_old", "high")


def test_a_distribution_that_is_asked_for_by_name(tables):
    text = "importlib.metadata.PackageNotFoundError: No package metadata was found for timm"
    assert first(text, tables) == ("dependency_missing", "medium")
    assert first(f"timm==0.9.2\n{text}", tables) == ("wrong_environment_active", "medium")


@pytest.mark.parametrize(
    ("code", "since"),
    [("    while (line := read()):", "3.8"), ("    match action:", "3.10")],
)
def test_syntax_of_a_newer_python(code, since, tables):
    text = f'File "/src/a.py", line 1\n{code}\n          ^\nSyntaxError: invalid syntax'
    assert first(text, tables) == ("python_too_old", "high")
    assert causes_of(text)[0].finding.params["since"] == since


def test_the_same_syntax_under_a_python_that_knows_it(tables):
    text = 'Python: 3.11.2\nFile "/src/a.py", line 1\n    while (line := read():\n          ^\nSyntaxError: invalid syntax'
    assert first(text, tables) == ("not_environment", "low")


def test_syntax_of_python_2(tables):
    text = "    print 'a'\n          ^\nSyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?"
    assert first(text, tables) == ("not_environment", "medium")


def test_torch_hidden_by_a_file(tables):
    text = "File \"/src/torch.py\", line 1, in <module>\nAttributeError: module 'torch' has no attribute 'frob'"
    assert first(text, tables) == ("module_shadowed", "high")


def test_a_name_that_this_torch_does_not_have(tables):
    text = "AttributeError: module 'torch.cuda' has no attribute 'OutOfMemoryError'"
    assert first(text, tables) == ("not_environment", "low")


def test_a_package_without_its_compiled_part_is_damaged(tables):
    text = "ImportError: cannot import name '_imaging' from 'PIL' (/env/lib/python3.9/site-packages/PIL/__init__.py)"
    assert first(text, tables) == ("package_damaged", "medium")


def test_an_environment_without_pip(tables):
    assert first("/env/bin/python: No module named pip", tables)[0] == "dependency_missing"
