"""One `tables_root()` serves a wheel, an editable install and a clone."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASK = (
    "import envdoctor, os; from envdoctor.compat.tables import Tables, tables_root; "
    "print(os.path.dirname(os.path.dirname(envdoctor.__file__))); print(tables_root()); "
    "print(Tables().torch.newest())"
)


def run(*argv, cwd):
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def ask(python, cwd):
    """Where envdoctor was imported from, its tables, and one answer."""
    origin, tables, newest = run(str(python), "-I", "-c", ASK, cwd=cwd).splitlines()
    return Path(origin), Path(tables), newest


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of what a clone holds of the package."""
    folder = tmp_path_factory.mktemp("clone") / "envdoctor-clone"
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("envdoctor", "compat_tables"):
        shutil.copytree(ROOT / name, folder / name, ignore=skip)
    for name in ("pyproject.toml", "README.md", "README.zh-CN.md", "LICENSE"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def environment(tmp_path):
    """The interpreter of a fresh environment with pip, and its site-packages."""
    home = tmp_path / "environment"
    venv.EnvBuilder(with_pip=True, symlinks=sys.platform != "win32").create(home)
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return python, Path(run(str(python), "-I", "-c", where, cwd=tmp_path).strip())


UNREACHABLE = ("No matching distribution found for hatchling", "Temporary failure", "timed out")


def install(python, *what, cwd):
    """Installs without dependencies; pip fetches the build backend, as it does for anyone."""
    argv = [str(python), "-m", "pip", "install", "--no-deps", "--disable-pip-version-check", *what]
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)
    if any(text in done.stderr for text in UNREACHABLE):
        pytest.skip("the package index, which has the build backend, is out of reach")
    assert done.returncode == 0, done.stderr[-2000:]


def test_clone(clone, tmp_path):
    code = f"import sys; sys.path.insert(0, {str(clone)!r}); " + ASK
    origin, tables, newest = run(sys.executable, "-I", "-c", code, cwd=tmp_path).splitlines()
    assert Path(origin) == clone
    assert Path(tables) == clone / "compat_tables"
    assert newest


def test_wheel(clone, environment, tmp_path):
    python, site = environment
    install(python, str(clone), cwd=tmp_path)
    origin, tables, newest = ask(python, tmp_path)
    assert origin.samefile(site)
    assert tables.samefile(site / "envdoctor" / "compat_tables")
    assert newest
    assert (tables / "torch.toml").exists(), "the readable table ships too"


def test_editable(clone, environment, tmp_path):
    python, _ = environment
    install(python, "--editable", str(clone), cwd=tmp_path)
    origin, tables, newest = ask(python, tmp_path)
    assert origin.samefile(clone)
    assert tables.samefile(clone / "compat_tables")
    assert newest
