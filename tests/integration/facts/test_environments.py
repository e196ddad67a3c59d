"""Real environments: what the files tell agrees with what their interpreters and pip say."""

import json
import os
import shutil
import sys

import pytest

from envdoctor.facts.environment import read_environment
from envdoctor.facts.root import Root
from envdoctor.facts.target import choose_target
from tests.support import pythons
from tests.support.roots import posix_only

pytestmark = posix_only


def facts_of(root=None, environ=None, **wanted):
    root = root or Root()
    return read_environment(root, choose_target(root, environ or {}, **wanted), environ or {}, {})


def agrees(interpreter, executable):
    """Version, prefixes and folders are those that the interpreter itself reports."""
    version, prefix, base_prefix, site_packages = pythons.truth(executable)
    assert interpreter.version == version
    assert os.path.realpath(interpreter.prefix) == os.path.realpath(prefix)
    assert os.path.realpath(interpreter.base_prefix) == os.path.realpath(base_prefix)
    # An editable install's .pth file adds its clone, which is no folder of that name.
    named = [path for path in interpreter.site_packages if path.endswith("-packages")]
    assert named == [path for path in site_packages if os.path.isdir(path)]


@pytest.mark.parametrize("series", pythons.SERIES)
def test_a_venv_of_every_series(tmp_path, series):
    executable = pythons.make_venv(tmp_path / "env", series, "--without-pip")
    facts = facts_of(env=str(tmp_path / "env"))
    agrees(facts.interpreter.known(), executable)
    assert facts.interpreter.known().kind == "venv"
    assert facts.distributions.known() == ()


@pytest.mark.parametrize("series", pythons.SERIES)
def test_a_bare_interpreter_of_every_series(series):
    executable = pythons.python(series)
    facts = facts_of(python=executable)
    agrees(facts.interpreter.known(), executable)


def test_the_systems_python():
    if not os.path.exists("/usr/bin/python3"):
        pytest.skip("the system has no Python of its own")
    agrees(facts_of(python="/usr/bin/python3").interpreter.known(), "/usr/bin/python3")


@pytest.mark.parametrize("series", ["3.8", "3.11", "3.13"])
def test_an_environment_by_uv(tmp_path, series):
    folder = tmp_path / "env"
    pythons.run(pythons.uv(), "venv", "--python", pythons.python(series), "--offline", str(folder))
    python = facts_of(env=str(folder)).interpreter.known()
    agrees(python, str(folder / "bin" / "python"))
    assert python.kind == "uv"


def test_system_packages_in_their_true_order(tmp_path):
    folder = tmp_path / "env"
    executable = pythons.make_venv(folder, "3.11", "--without-pip", "--system-site-packages")
    agrees(facts_of(env=str(folder)).interpreter.known(), executable)


def test_the_interpreter_by_path_and_by_folder_are_one(tmp_path):
    executable = pythons.make_venv(tmp_path / "env", "3.11", "--without-pip")
    by_path = facts_of(python=executable).interpreter.known()
    assert (
        by_path._replace(chosen_by="--env")
        == facts_of(env=str(tmp_path / "env")).interpreter.known()
    )


@pytest.mark.parametrize("series", pythons.SERIES)
def test_distributions_are_those_that_pip_lists(tmp_path, series):
    executable = pythons.make_venv(tmp_path / "env", series)
    wheel = pythons.make_wheel(tmp_path, "mmengine", "0.10.7")
    pythons.run(executable, "-m", "pip", "install", "--no-deps", wheel)
    listed = json.loads(pythons.run(executable, "-m", "pip", "list", "--format=json"))
    facts = facts_of(env=str(tmp_path / "env"))
    found = {item.name: item.version for item in facts.distributions.known()}
    assert found == {item["name"]: item["version"] for item in listed}
    mmengine = facts.mmengine.known()
    assert (mmengine.version, mmengine.distribution, mmengine.editable) == (
        "0.10.7",
        "mmengine",
        False,
    )
    installer = next(
        item.installer for item in facts.distributions.known() if item.name == "mmengine"
    )
    assert installer == "pip"


def test_uv_as_installer_and_two_owners_of_one_module(tmp_path):
    folder = tmp_path / "env"
    pythons.run(pythons.uv(), "venv", "--python", pythons.python("3.11"), "--offline", str(folder))
    wheels = [
        pythons.make_wheel(tmp_path, "mmcv", "2.1.0", "mmcv"),
        pythons.make_wheel(tmp_path, "mmcv", "2.2.0", "mmcv_lite"),
    ]
    into = ("--python", str(folder / "bin" / "python"))
    pythons.run(pythons.uv(), "pip", "install", "--offline", "--no-deps", *into, *wheels)
    facts = facts_of(env=str(folder))
    assert {item.installer for item in facts.distributions.known()} == {"uv"}
    (shared,) = facts.shared_modules.known()
    assert (shared.module, shared.owners, shared.files) == ("mmcv", ("mmcv", "mmcv-lite"), 2)


@pytest.mark.parametrize(
    ("series", "backend"),
    [("3.7", "path"), ("3.11", "finder"), ("3.13", "page")],
)
def test_an_editable_install(tmp_path, series, backend):
    executable = pythons.make_venv(tmp_path / "env", series)
    if backend == "finder":
        pythons.upgrade_setuptools(executable)
    sources = pythons.make_sources(tmp_path / "mmaction2", backend)
    options = ("--no-deps", "--no-build-isolation", "--editable")
    pythons.run(executable, "-m", "pip", "install", *options, sources)
    facts = facts_of(env=str(tmp_path / "env"))
    package = facts.mmaction2.known()
    code = "import mmaction; print(mmaction.__path__[0])"
    assert package.path == pythons.run(executable, "-c", code).strip()
    assert (package.version, package.distribution, package.editable) == ("1.2.0", "mmaction2", True)
    assert [item.editable for item in facts.distributions.known() if item.name == "mmaction2"] == [
        True
    ]
    hooks = [
        name for name in os.listdir(facts.interpreter.known().site_packages[0]) if "finder" in name
    ]
    assert bool(hooks) is (backend == "finder")


def test_an_environment_in_a_folder_root_never_reaches_the_host(tmp_path):
    folder = tmp_path / "env"
    executable = pythons.make_venv(folder, "3.11", "--without-pip")
    assert os.path.isabs(os.readlink(executable)) or os.path.islink(executable)
    image = tmp_path / "image"
    shutil.copytree(str(folder), f"{image}{folder}", symlinks=True)
    facts = facts_of(Root(str(image)), env=str(folder))
    found = facts.interpreter
    assert found.source == f"{folder}/pyvenv.cfg"
    assert found.known().version == pythons.truth(executable)[0]
    assert found.known().site_packages == (f"{folder}/lib/python3.11/site-packages",)


def test_the_users_own_packages_and_pythonpath(tmp_path):
    executable = pythons.python("3.11")
    user = tmp_path / "home" / ".local" / "lib" / "python3.11" / "site-packages"
    (user / "mmengine").mkdir(parents=True)
    (user / "mmengine" / "__init__.py").touch()
    (user / "mmengine" / "version.py").write_text("__version__ = '0.9.0'\n")
    facts = facts_of(python=executable, environ={"HOME": str(tmp_path / "home")})
    assert facts.mmengine.known().version == "0.9.0"
    assert facts.mmengine.known().distribution == ""
    closed = {"HOME": str(tmp_path / "home"), "PYTHONNOUSERSITE": "1"}
    assert facts_of(python=executable, environ=closed).mmengine.is_absent
    assert (
        facts_of(python=executable, environ={"PYTHONPATH": str(user)})
        .mmengine.known()
        .path.startswith(str(user))
    )


def test_without_a_name_it_is_the_environment_that_envdoctor_runs_in():
    facts = facts_of()
    python = facts.interpreter.known()
    assert python.chosen_by == "own"
    agrees(python, sys.executable)
