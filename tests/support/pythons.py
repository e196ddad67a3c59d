"""Real interpreters of this machine, and environments made with them."""

import glob
import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

SERIES = ("3.7", "3.8", "3.11", "3.13")
CLEAN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CONDA_PREFIX", "PYENV_VERSION", "UV_PYTHON")


def environ():
    """Environment variables without those that lead another interpreter astray."""
    kept = {name: value for name, value in os.environ.items() if name not in CLEAN}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1", "PIP_NO_INDEX": "1"}


def run(*command, **more):
    """Output of a command that must succeed."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environ(), timeout=300, **more
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python(series):
    """A real interpreter of the series; the test is skipped where there is none."""
    if sys.version.startswith(f"{series}."):
        return os.path.realpath(sys.executable)
    home = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    name = f"python{series}"
    candidates = [*sorted(glob.glob(f"{home}/versions/{series}.*/bin/{name}")), shutil.which(name)]
    for candidate in filter(None, candidates):
        done = subprocess.run(
            [candidate, "-c", ""], capture_output=True, check=False, env=environ()
        )
        if done.returncode == 0:
            return os.path.realpath(candidate)
    pytest.skip(f"no Python {series} on this machine")


def uv():
    """The uv program; the test is skipped where there is none."""
    beside = os.path.join(os.path.dirname(sys.executable), "uv")
    found = beside if os.path.exists(beside) else shutil.which("uv")
    if not found:
        pytest.skip("uv is not installed")
    return found


def make_venv(folder, series, *options):
    """An environment by `python -m venv`, and its interpreter."""
    run(python(series), "-m", "venv", *options, str(folder))
    return str(folder / "bin" / "python")


def truth(executable, **more):
    """What the interpreter says of itself."""
    code = (
        "import json, platform, sys; print(json.dumps([platform.python_version(), sys.prefix,"
        "sys.base_prefix, [p for p in sys.path if p.endswith('-packages')]]))"
    )
    return json.loads(run(executable, "-c", code, **more))


WHEEL = "Wheel-Version: 1.0\nGenerator: by-hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def make_wheel(folder, module, version, name=None):
    """A wheel of a package with one module, written without a build tool."""
    name = name or module
    info = f"{name}-{version}.dist-info"
    files = {
        f"{module}/__init__.py": "",
        f"{module}/version.py": f"__version__ = '{version}'\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": WHEEL,
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(inside, text)
    return str(path)


BACKEND = '''"""A build backend of one page: an editable wheel whose .pth file names the sources."""
import os, zipfile

INFO = "mmaction2-1.2.0.dist-info"


def get_requires_for_build_editable(config_settings=None):
    return []


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    files = {
        "_mmaction2.pth": os.path.join(os.getcwd(), "src") + "\\n",
        INFO + "/METADATA": "Metadata-Version: 2.1\\nName: mmaction2\\nVersion: 1.2.0\\n",
        INFO + "/WHEEL": "Wheel-Version: 1.0\\nGenerator: page\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[INFO + "/RECORD"] = "".join(name + ",,\\n" for name in files)
    name = "mmaction2-1.2.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return name
'''


def upgrade_setuptools(executable):
    """A setuptools that builds wheels by itself; the test is skipped where no index is reached."""
    online = {**environ(), "PIP_NO_INDEX": "0"}
    command = [executable, "-m", "pip", "install", "--retries", "1", "setuptools>=70.1,<81"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=online)
    if done.returncode:
        pytest.skip("no package index brings a newer setuptools")


def make_sources(folder, backend):
    """Sources of an mmaction2 with one module.

    "path" and "finder" are built by setuptools, which leads to the first by a path and to the
    second by an import hook; "page" is built by a backend of one page that needs nothing.
    """
    package = folder / "src" / "mmaction"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "version.py").write_text("__version__ = '1.2.0'\n")
    if backend != "page":
        folders = {"": "src"} if backend == "path" else {"mmaction": "src/mmaction"}
        setup = f"from setuptools import setup\nsetup(name='mmaction2', version='1.2.0', packages=['mmaction'], package_dir={folders})\n"
        (folder / "setup.py").write_text(setup)
    else:
        text = "[build-system]\nrequires = []\nbuild-backend = 'page'\nbackend-path = ['.']\n"
        (folder / "pyproject.toml").write_text(text)
        (folder / "page.py").write_text(BACKEND)
    return str(folder)
