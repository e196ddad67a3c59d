"""Environment markers, judged for the inspected interpreter; packaging is the oracle."""

import subprocess
import sys

import pytest
from packaging.markers import Marker

from envdoctor.facts.markers import Markers, _environment
from envdoctor.facts.root import Root
from envdoctor.model.environment import Interpreter

PYTHON = Interpreter(
    "/env/bin/python", "3.8.18", "cpython", "/env", "/usr", "venv", "", (), False, "--env"
)


@pytest.fixture
def linux(tmp_path):
    place = tmp_path / "bin"
    place.mkdir()
    elf = b"\x7fELF\x02\x01" + bytes(10) + b"\x03\x00" + (0x3E).to_bytes(2, "little") + bytes(40)
    for name in ("bash", "sh", "ls"):
        (place / name).write_bytes(elf)
    return Root(str(tmp_path))


ORDINARY = [
    'sys_platform == "win32"',
    "sys_platform != 'win32'",
    'platform_system == "Linux" and platform_machine == "x86_64"',
    'platform_system == "Darwin" and platform_machine == "arm64"',
    'python_version < "3.9"',
    'python_version >= "3.8"',
    'python_version > "3.8"',
    'python_version <= "3.8"',
    'python_version == "3.8"',
    'python_version != "3.10"',
    'python_version < "3.10"',
    '"3.9" > python_version',
    'python_full_version < "3.8.1"',
    'python_full_version >= "3.8.18"',
    "os_name == 'posix'",
    'implementation_name == "cpython"',
    'platform_python_implementation != "PyPy"',
    '"linux" in sys_platform',
    "sys_platform not in 'win32 darwin'",
    '(python_version < "3.7" or python_version >= "3.8") and sys_platform == "linux"',
    'python_version < "3.7" or python_version >= "3.8" and sys_platform == "linux"',
    '(sys_platform == "linux")',
    'extra == "test"',
    "python_version < '3.9' and extra == 'test'",
    "sys_platform == 'linux' or extra == 'test'",
]
UNUSUAL = [
    'python_version ~= "3.8"',
    'python_full_version == "3.8.*"',
    'python_version < "3.9.0b1"',
    'platform_release >= "5"',
    'sys_platform >= "linux"',
]


@pytest.mark.parametrize("marker", ORDINARY + UNUSUAL)
def test_agrees_with_packaging(linux, marker):
    values = {**_environment(linux, PYTHON), "platform_version": ""}
    assert Markers(linux, PYTHON).applies(marker) is Marker(marker).evaluate(values)


@pytest.mark.parametrize("marker", ORDINARY)
def test_ordinary_forms_are_judged_here(linux, marker, monkeypatch):
    monkeypatch.setattr(Markers, "_judge_by_packaging", None)
    assert Markers(linux, PYTHON).applies(marker) in (True, False)


@pytest.mark.parametrize(
    "marker", ["what is this", "python_version", '"open', "python_version <", "( "]
)
def test_what_nobody_can_read_does_not_apply(linux, marker):
    assert not Markers(linux, PYTHON).applies(marker)


def test_no_marker_always_applies(linux):
    assert Markers(linux, PYTHON).applies("")


def test_it_is_the_targets_python_that_counts(linux):
    newer = PYTHON._replace(version="3.13.0")
    assert Markers(linux, newer).applies('python_version >= "3.13"')
    assert not Markers(linux, PYTHON).applies('python_version >= "3.13"')


def test_a_windows_environment_is_judged_as_windows(linux):
    windows = PYTHON._replace(executable="C:/env/Scripts/python.exe")
    assert Markers(linux, windows).applies('sys_platform == "win32" and os_name == "nt"')


def test_packaging_is_not_imported_for_ordinary_forms():
    code = (
        "import sys; from envdoctor.facts.markers import Markers; from envdoctor.facts.root import Root;"
        "from envdoctor.model.facts import Interpreter;"
        "p = Interpreter('/e/bin/python', '3.8.18', 'cpython', '/e', '/e', 'venv', '', (), False, 'own');"
        'Markers(Root(), p).applies(\'python_version >= "3.8" and sys_platform == "linux"\');'
        "sys.exit('packaging' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
