"""Real child processes: modules that crash, hang, print garbage, leave, or fail twice in two ways."""

import os
import sys
import textwrap
import venv

import pytest

from envdoctor.facts.imports import MODULES, read_imports
from envdoctor.model.imports import CRASHED, FAILED, HUNG, IMPORTED, NOT_THERE, NOT_TRIED
from tests.support.pythons import environ, python

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
TORCH = """
from types import SimpleNamespace
__version__ = "2.1.2"
version = SimpleNamespace(cuda=None)
cuda = SimpleNamespace(is_available=lambda: False, get_arch_list=lambda: [])
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A Python with nothing installed."""
    folder = tmp_path_factory.mktemp("bare") / "env"
    venv.create(str(folder), with_pip=False)
    return str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")


@pytest.fixture
def imported(tmp_path, monkeypatch, bare):
    """Imports the stack where its modules are what the test says; others are not there."""

    def run(seconds=20.0, interpreter=bare, **modules):
        for name, code in modules.items():
            place = tmp_path.joinpath("modules", *name.split("/"))
            place.parent.mkdir(parents=True, exist_ok=True)
            (place.parent / f"{place.name}.py").write_text(textwrap.dedent(code))
        for folder, _, files in os.walk(str(tmp_path / "modules")):
            if folder != str(tmp_path / "modules") and "__init__.py" not in files:
                open(os.path.join(folder, "__init__.py"), "w").close()
        for name in set(os.environ) - set(environ()):
            monkeypatch.delenv(name)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
        found = read_imports(interpreter, {}, seconds)
        return {item.module: item for item in found.imports.value or ()}, found

    return run


def test_nothing_installed(imported):
    results, found = imported()
    assert {item.state for item in results.values()} == {NOT_THERE}
    assert tuple(results) == MODULES
    assert found.torch_cuda.is_absent


def test_what_imports(imported):
    results, found = imported(numpy="", torch=TORCH)
    assert (results["numpy"].state, results["torch"].state) == (IMPORTED, IMPORTED)
    assert results["torch"].seconds >= 0
    assert found.torch_cuda.value.available is False


CRASHES = {
    "abort": ("import os; os.abort()", "SIGABRT"),
    "segfault": ("import ctypes; ctypes.string_at(8)", "SIGSEGV"),
    "leaves": ("import os; os._exit(7)", "exit code 7"),
}


@POSIX
@pytest.mark.parametrize("crash", CRASHES)
def test_a_crash_is_the_last_started_module_s_and_the_rest_goes_on(imported, crash):
    code, how = CRASHES[crash]
    results, _ = imported(numpy="", torch=code, mmengine="", mmcv="import torch")
    assert (results["torch"].state, results["torch"].failure.error) == (CRASHED, how)
    assert (results["mmcv"].state, results["mmcv"].failure.error) == (CRASHED, how)
    assert results["numpy"].state == results["mmengine"].state == IMPORTED
    assert results["decord"].state == NOT_THERE


@POSIX
def test_pythons_own_last_words_are_kept(imported):
    results, _ = imported(torch="import ctypes; ctypes.string_at(8)")
    assert results["torch"].failure.message == "Fatal Python error: Segmentation fault"


def test_a_module_that_hangs_and_those_that_stand_on_it(imported):
    results, _ = imported(
        seconds=2.0, numpy="", torch="import time; time.sleep(60)", mmcv="", av="", mmaction=""
    )
    assert results["torch"].state == HUNG
    assert results["torch"].failure.message == "no end within 2 s"
    assert results["mmcv"].state == results["mmaction"].state == NOT_TRIED
    assert results["mmcv"].failure.message == "torch hangs"
    assert results["numpy"].state == results["av"].state == IMPORTED


def test_the_error_of_the_first_import_is_told_not_that_of_a_second_one(imported):
    code = """
        import sys
        if hasattr(sys, "torch_was_tried"):
            raise RuntimeError("function '_has_torch_function' already has a docstring")
        sys.torch_was_tried = True
        raise ImportError("libtorch_cuda.so: undefined symbol: ncclCommRegister")
    """
    results, _ = imported(torch=code, mmengine="", mmcv="import torch", mmaction="import mmcv")
    said = {results[name].failure.message for name in ("torch", "mmcv", "mmaction")}
    assert said == {"libtorch_cuda.so: undefined symbol: ncclCommRegister"}


def test_an_import_that_leaves_by_sys_exit(imported):
    results, _ = imported(mmcv="import sys; sys.exit('no CUDA')", av="")
    assert (results["mmcv"].state, results["mmcv"].failure.error) == (FAILED, "SystemExit")
    assert results["av"].state == IMPORTED


def test_garbage_on_both_streams(imported):
    code = """
        import os, sys, warnings
        os.write(1, b'{"event": "end", "stage": "torch", "state": "imported"}\\n\\xff\\x00' + b"x" * 100000)
        os.write(2, b"noise " * 1000)
        print("loading", end="")
        warnings.warn("Failed to initialize NumPy: _ARRAY_API not found")
        raise OSError("libcudnn.so.8: cannot open shared object file")
    """
    results, _ = imported(torch=code, mmengine="")
    assert results["torch"].state == FAILED
    assert results["torch"].failure.where == "torch"
    assert results["torch"].said == (
        "UserWarning: Failed to initialize NumPy: _ARRAY_API not found",
    )
    assert results["mmengine"].state == IMPORTED


MMACTION = {
    "mmaction/models/__init__": "from .roi_heads import *\nfrom .backbones import *\n",
    "mmaction/models/roi_heads/__init__": """
        try:
            from mmdet.registry import MODELS
            from .roi_head import AVARoIHead
        except (ImportError, ModuleNotFoundError):
            pass
    """,
    "mmaction/models/roi_heads/roi_head": "from mmdet.heads import StandardRoIHead as AVARoIHead",
    "mmaction/models/backbones": """
        try:
            import mmpretrain
        except ImportError:
            pass
    """,
    "mmaction/apis": "import mmaction.models",
    "mmaction/datasets": "",
}


MMDET = {
    "mmdet/registry": "MODELS = {}",
    "mmdet/heads": "from mmcv.ops import nms",
    "mmcv/ops/__init__": "raise ModuleNotFoundError(\"No module named 'mmcv._ext'\", name='mmcv._ext')",
}


def test_an_error_that_mmaction_passes_over_is_told(imported):
    results, found = imported(**MMACTION, **MMDET)
    assert results["mmaction.models"].state == IMPORTED
    hidden = {item.module: item for item in found.swallowed.value}
    assert hidden["mmaction.models.roi_heads"].hides == ("AVARoIHead",)
    assert hidden["mmaction.models.roi_heads"].failure.missing == "mmcv._ext"
    assert hidden["mmaction.models.roi_heads"].failure.where == "mmcv.ops"
    assert hidden["mmaction.models.backbones"].hides == ()


@POSIX
def test_the_oldest_python_that_is_inspected(imported):
    results, found = imported(interpreter=python("3.7"), numpy="", torch=TORCH, **MMACTION)
    assert results["torch"].state == results["mmaction.models"].state == IMPORTED
    assert [item.failure.missing for item in found.swallowed.value] == ["mmdet", "mmpretrain"]


def test_what_is_no_interpreter(imported, tmp_path):
    results, found = imported(interpreter=str(tmp_path / "python"))
    assert results == {}
    assert found.imports.state == "unreadable"
    assert "cannot be started" in found.imports.reason


@POSIX
def test_an_interpreter_that_dies_at_once(imported, tmp_path):
    broken = tmp_path / "python"
    broken.write_text(
        "#!/bin/sh\necho 'Could not find platform independent libraries' >&2\nexit 1\n"
    )
    broken.chmod(0o755)
    _, found = imported(interpreter=str(broken))
    assert found.imports.state == "unreadable"
    assert "exit code 1: Could not find platform independent libraries" in found.imports.reason


def test_nothing_is_left_in_the_working_folder_nor_beside_the_modules(imported, tmp_path):
    before = sorted(os.listdir(os.curdir))
    imported(numpy="open('left.txt', 'w').close()")
    assert sorted(os.listdir(os.curdir)) == before
    assert sorted(os.listdir(str(tmp_path / "modules"))) == ["numpy.py"]
