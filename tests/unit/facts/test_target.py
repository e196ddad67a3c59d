"""Which environment is inspected, and the one sentence when there is none."""

import pytest

from envdoctor.facts.folders import Folders
from envdoctor.facts.root import Root
from envdoctor.facts.target import Here, NoTarget, choose_target, first_on_path, is_tool, prefix_of
from tests.support.roots import make_root, posix_only

pytestmark = posix_only

OWN = Here("/own/bin/python", "/own", "/project")
VENV = {"/env/pyvenv.cfg": "home = /usr/bin\n", "/env/bin/python": "ELF"}
PYENV = {
    "/py/shims/python3": "#!/usr/bin/env bash\n",
    "/py/versions/3.8.18/bin/python3": "ELF",
    "/py/versions/3.8.18/lib/python3.8/os.py": "",
    "/py/versions/3.11.7/bin/python3": "ELF",
    "/py/versions/3.11.7/lib/python3.11/os.py": "",
    "/py/version": "3.11.7\n",
}


def choose(tmp_path, files, environ=None, links=None, running=True, **wanted):
    root = make_root(tmp_path, {"/project/": "", **files}, links, running=running)
    return choose_target(root, environ or {}, own=OWN, **wanted)


def test_a_folder_named_by_env_is_chosen(tmp_path):
    found = choose(tmp_path, VENV, env="/env")
    assert (found.prefix, found.executable, found.chosen_by) == ("/env", "/env/bin/python", "--env")
    assert not found.is_own


def test_a_relative_folder_starts_at_the_working_folder(tmp_path):
    files = {"/project/.venv/pyvenv.cfg": "", "/project/.venv/bin/python": "ELF"}
    assert choose(tmp_path, files, env=".venv").prefix == "/project/.venv"
    assert choose(tmp_path, {}, env="./.venv/").prefix == "/project/.venv"


def test_an_environment_whose_python_is_a_dangling_link_can_still_be_inspected(tmp_path):
    files = {"/env/pyvenv.cfg": "home = /gone/bin\n", "/env/bin/": ""}
    found = choose(tmp_path, files, links={"/env/bin/python": "/gone/bin/python3.9"}, env="/env")
    assert found.executable == "/env/bin/python"


def test_windows_layout(tmp_path):
    files = {"/env/pyvenv.cfg": "home = C:\\Python311\n", "/env/Scripts/python.exe": "MZ"}
    assert choose(tmp_path, files, env="/env").executable == "/env/Scripts/python.exe"
    assert (
        choose(tmp_path, {"/conda/python.exe": "MZ"}, env="/conda").executable
        == "/conda/python.exe"
    )


def test_python_inside_a_virtual_environment_means_that_environment(tmp_path):
    found = choose(tmp_path, VENV, python="/env/bin/python")
    assert (found.prefix, found.chosen_by) == ("/env", "--python")


def test_python_may_name_the_folder(tmp_path):
    assert choose(tmp_path, VENV, python="/env").prefix == "/env"


def test_python_by_its_command_name(tmp_path):
    files = {"/usr/bin/python3.11": "ELF", "/usr/lib/python3.11/os.py": ""}
    found = choose(tmp_path, files, {"PATH": "/nowhere:/usr/bin"}, python="python3.11")
    assert (found.executable, found.prefix) == ("/usr/bin/python3.11", "/usr")


def test_a_linked_interpreter_belongs_to_the_prefix_with_its_library(tmp_path):
    files = {"/opt/py/bin/python3.11": "ELF", "/opt/py/lib/python3.11/os.py": ""}
    root = make_root(tmp_path, files, {"/usr/local/bin/python3": "/opt/py/bin/python3.11"})
    assert prefix_of(Folders(root), "/usr/local/bin/python3") == "/opt/py"


@pytest.mark.parametrize("variable", ["VIRTUAL_ENV", "CONDA_PREFIX"])
def test_the_activated_environment_comes_before_the_own(tmp_path, variable):
    found = choose(tmp_path, VENV, {variable: "/env"})
    assert (found.prefix, found.chosen_by) == ("/env", variable)


def test_a_virtual_environment_inside_an_activated_conda_wins(tmp_path):
    files = {**VENV, "/conda/bin/python": "ELF"}
    environ = {"CONDA_PREFIX": "/conda", "VIRTUAL_ENV": "/env"}
    assert choose(tmp_path, files, environ).chosen_by == "VIRTUAL_ENV"


def test_a_variable_that_names_what_is_gone_is_passed_over(tmp_path):
    assert choose(tmp_path, {}, {"VIRTUAL_ENV": "/deleted"}).chosen_by == "own"


def test_without_anything_it_is_the_own_environment(tmp_path):
    found = choose(tmp_path, {"/own/bin/python": "ELF"})
    assert (found.executable, found.chosen_by, found.is_own) == ("/own/bin/python", "own", True)


@pytest.mark.parametrize(
    ("files", "prefix"),
    [
        ({"/own/uv-receipt.toml": ""}, "/own"),
        ({"/own/pipx_metadata.json": "{}"}, "/own"),
        ({}, "/home/u/.cache/uv/archive-v0/AbC"),
        ({}, "/home/u/.local/share/uv/tools/envdoctor"),
        ({}, "/home/u/.local/pipx/.cache/0123"),
    ],
)
def test_the_environment_of_a_tool_is_told(tmp_path, files, prefix):
    assert is_tool(Folders(make_root(tmp_path, files)), prefix)
    assert not is_tool(Folders(make_root(tmp_path, {"/env/pyvenv.cfg": ""})), "/env")


def test_from_a_tool_environment_the_first_python_on_path_is_inspected(tmp_path):
    files = {
        "/own/uv-receipt.toml": "",
        "/script/python3": "#!/bin/sh\n",
        "/store/WindowsApps/python3": "",
        "/usr/bin/python3": "ELF",
        "/usr/lib/python3.11/os.py": "",
    }
    environ = {"PATH": "/script:/store/WindowsApps:/usr/bin"}
    found = choose(tmp_path, files, environ)
    assert (found.executable, found.chosen_by) == ("/usr/bin/python3", "PATH")


@pytest.mark.parametrize(
    ("extra", "environ", "version"),
    [
        ({}, {}, "3.11.7"),
        ({}, {"PYENV_VERSION": "3.8.18"}, "3.8.18"),
        ({"/project/.python-version": "3.8.18\n"}, {}, "3.8.18"),
        ({"/.python-version": "# here\n3.8.18\n"}, {}, "3.8.18"),
    ],
)
def test_a_shim_of_pyenv_is_followed_to_the_version_in_force(tmp_path, extra, environ, version):
    files = {**PYENV, **extra, "/own/uv-receipt.toml": ""}
    found = choose(tmp_path, files, {"PATH": "/py/shims", **environ})
    assert found.executable == f"/py/versions/{version}/bin/python3"
    assert found.prefix == f"/py/versions/{version}"


def test_in_a_folder_root_the_own_environment_means_nothing(tmp_path):
    files = {"/own/bin/python": "ELF", "/usr/bin/python3": "ELF"}
    assert choose(tmp_path, files, {"PATH": "/usr/bin"}, running=False).chosen_by == "PATH"


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"CONDA_EXE": "/c/bin/conda"}, "/c/envs/mm"),
        ({"HOME": "/home/u"}, "/home/u/miniconda3/envs/mm"),
        ({"CONDA_PREFIX": "/c/envs/other"}, "/c/envs/mm"),
        ({"MAMBA_ROOT_PREFIX": "/m"}, "/m/envs/mm"),
        ({"CONDA_ENVS_PATH": "/x:/data/envs"}, "/data/envs/mm"),
    ],
)
def test_a_conda_environment_by_its_name(tmp_path, environ, place):
    found = choose(tmp_path, {f"{place}/bin/python": "ELF"}, environ, env="mm")
    assert found.prefix == place


def test_a_conda_environment_from_the_users_list(tmp_path):
    files = {"/data/mm/bin/python": "ELF", "/home/u/.conda/environments.txt": "/x/y\n/data/mm\n"}
    assert choose(tmp_path, files, {"HOME": "/home/u"}, env="mm").prefix == "/data/mm"


def test_the_base_environment_of_conda(tmp_path):
    files = {"/opt/conda/bin/python": "ELF", "/opt/conda/conda-meta/history": ""}
    assert choose(tmp_path, files, env="base").prefix == "/opt/conda"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"env": "/etc"}, "/etc is not a Python environment"),
        ({"env": "/etc/passwd"}, "is a file"),
        ({"env": "/nowhere"}, "no environment at /nowhere"),
        ({"env": "mm"}, "no conda environment called mm"),
        ({"python": "/nowhere/python"}, "no Python at /nowhere/python; name an interpreter"),
        ({"python": "/etc/passwd"}, "not a Python interpreter"),
        ({"python": "/etc"}, "/etc is not a Python environment"),
        ({"python": "python9"}, "no Python called python9 on PATH"),
        ({"python": "ls"}, "ls is not a Python interpreter"),
    ],
)
def test_a_wrong_name_is_answered_in_one_sentence(tmp_path, wanted, words):
    with pytest.raises(NoTarget) as caught:
        choose(
            tmp_path, {"/etc/passwd": "root", "/usr/bin/ls": "ELF"}, {"PATH": "/usr/bin"}, **wanted
        )
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value) == caught.value.sentence.format(**caught.value.params)


@pytest.mark.parametrize("wanted", [{"env": "/locked"}, {"python": "/locked/bin/python"}])
def test_what_may_not_be_read_is_not_called_missing(tmp_path, monkeypatch, wanted):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Root, "list", refuse)
    with pytest.raises(NoTarget, match=r"/locked.* cannot be read: Permission denied"):
        choose(tmp_path, {"/locked/bin/python": "ELF"}, **wanted)


def test_no_python_anywhere(tmp_path):
    with pytest.raises(NoTarget, match="--python or --env"):
        choose(tmp_path, {"/own/uv-receipt.toml": ""}, {"PATH": "/usr/bin"})


def test_names_with_braces_do_not_break_the_sentence(tmp_path):
    with pytest.raises(NoTarget, match=r"\{oops\}"):
        choose(tmp_path, {}, env="/{oops}")


def on_path(tmp_path, path, links=None):
    files = {
        **VENV,
        "/env/bin/python3": "ELF",
        "/usr/bin/python3": "ELF",
        "/shims/python3": "#!/bin/sh\n",
    }
    files["/usr/lib/python3.11/os.py"] = ""
    root = make_root(tmp_path, {"/project/": "", **files}, links)
    target = choose_target(root, {"VIRTUAL_ENV": "/env"}, own=OWN)
    return first_on_path(root, {"PATH": path}, target, "/project")


@pytest.mark.parametrize(
    ("path", "executable", "is_target"),
    [
        ("/env/bin:/usr/bin", "/env/bin/python3", True),
        ("/usr/bin:/env/bin", "/usr/bin/python3", False),
        ("/shims:/env/bin", "/env/bin/python3", True),
    ],
)
def test_the_first_real_python_on_path(tmp_path, path, executable, is_target):
    found = on_path(tmp_path, path).known()
    assert (found.executable, found.is_target) == (executable, is_target)


def test_a_link_to_the_environment_is_the_environment(tmp_path):
    assert on_path(tmp_path, "/link/bin", {"/link": "/env"}).known().is_target


def test_no_python_on_path(tmp_path):
    assert on_path(tmp_path, "/nowhere").is_absent


def test_beside_a_named_environment_nobody_asks_path(tmp_path):
    root = make_root(tmp_path, {"/project/": "", **VENV})
    named = choose_target(root, {}, env="/env", own=OWN)
    assert first_on_path(root, {"PATH": "/env/bin"}, named).state == "unknown"
