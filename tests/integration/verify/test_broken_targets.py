"""Real child processes: targets that crash, hang, print garbage, or end without a word."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import venv

import pytest

from envdoctor.model.problem import WrongInput
from envdoctor.model.stage import StageResult
from envdoctor.verify.request import VerifyRequest
from envdoctor.verify.run import verify

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups of POSIX")
DECODERS = ("av", "decord", "cv2", "torchcodec")


@pytest.fixture
def target(tmp_path, monkeypatch):
    """A target whose modules are what the test says; the modules not named are not there."""
    folder = tmp_path / "modules"
    folder.mkdir()

    def build(**modules):
        for name in ("torch", *DECODERS):
            code = modules.get(name, f"raise ModuleNotFoundError('no {name}', name='{name}')")
            (folder / f"{name}.py").write_text(textwrap.dedent(code))
        for name, code in modules.items():
            (folder / f"{name}.py").write_text(textwrap.dedent(code))
        monkeypatch.setenv("PYTHONPATH", str(folder))
        return sys.executable

    return build


def prove(python, **keywords):
    results = list(verify(VerifyRequest(python, **keywords)))
    return {result.name: result for result in results if isinstance(result, StageResult)}


CRASHES = {
    "abort": ("import os; os.abort()", "SIGABRT"),
    "segfault": ("import ctypes; ctypes.string_at(8)", "SIGSEGV"),
    "kill": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "exit": ("import os; os._exit(7)", "exit code 7"),
}


@POSIX
@pytest.mark.parametrize("crash", CRASHES)
def test_a_torch_that_crashes_is_named_and_the_rest_goes_on(target, crash):
    code, how = CRASHES[crash]
    results = prove(target(torch=code))
    torch = results["import.torch"]
    assert torch.failed
    assert torch.reason_id.startswith("crashed")
    assert torch.params["how"] == how
    assert how in torch.reason.format(**torch.params)
    assert results["interpreter"].ok
    assert results["forward.cpu"].skipped
    assert results["forward.cpu"].params == {"stage": "import.torch"}
    assert results["forward.cuda"].skipped


@POSIX
def test_pythons_own_last_words_are_kept(target):
    results = prove(target(torch="import ctypes; ctypes.string_at(8)"))
    assert results["import.torch"].params["error"] == "Fatal Python error: Segmentation fault"


@POSIX
def test_two_crashes_in_one_target(target):
    results = prove(target(av="import os; os.abort()", decord="import ctypes; ctypes.string_at(8)"))
    assert results["decode.av"].params["how"] == "SIGABRT"
    assert results["decode.decord"].params["how"] == "SIGSEGV"
    assert results["import.torch"].reason_id == "not_installed"
    assert "golden.cpu" in results


def test_each_stage_is_told_once_whatever_crashes(target):
    python = target(av="import os; os._exit(3)", cv2="import os; os._exit(4)")
    names = [r.name for r in verify(VerifyRequest(python)) if isinstance(r, StageResult)]
    assert len(names) == len(set(names))
    assert [name for name in names if name.startswith("decode")] == [
        "decode.av",
        "decode.decord",
        "decode.opencv",
        "decode.torchcodec",
    ]


def test_a_torch_that_hangs_is_ended_and_the_rest_goes_on(target):
    python = target(torch="import time; time.sleep(600)")
    began = time.monotonic()
    results = prove(python, time_limit_seconds=6.0)
    assert results["import.torch"].reason_id == "hung"
    assert results["sample"].failed
    assert time.monotonic() - began < 30


def test_when_all_the_time_is_used_up_the_rest_is_said_not_to_have_run(target):
    sleep = "import time; time.sleep(600)"
    results = prove(target(torch=sleep, av=sleep, decord=sleep, cv2=sleep), time_limit_seconds=3.0)
    assert results["rest"].reason_id == "no_time"
    assert results["rest"].failed


def test_an_exit_without_a_word(target):
    results = prove(target(torch="import os; os._exit(0)"))
    assert results["import.torch"].reason_id == "ended"


def test_a_sys_exit_in_an_import_is_no_success(target):
    results = prove(target(torch="raise SystemExit(0)"))
    assert results["import.torch"].failed


def test_garbage_on_standard_output_is_passed_over(target):
    garbage = """
        import os, sys
        print("loading" * 1000)
        print('{"event": "done"}')
        os.write(1, b"\\xff\\x00 half a line")
        sys.stdout.write("more without an end")
        raise ImportError("libc10.so: cannot open shared object file")
    """
    results = prove(target(torch=garbage))
    assert results["import.torch"].reason_id == "import_failed"
    assert "libc10.so" in results["import.torch"].params["error"]
    assert results["sample"].failed


def test_garbage_before_the_stages_start(target):
    python = target(sitecustomize="print('{}' * 5000)\nimport sys\nsys.stdout.flush()")
    assert prove(python)["interpreter"].ok


def test_a_flood_is_cut_off(target, monkeypatch):
    monkeypatch.setattr("envdoctor.facts.child.MOST_OUTPUT_BYTES", 100_000)
    python = target(sitecustomize="import os\nfor _ in range(100): os.write(1, b'x' * 10_000)")
    results = prove(python)
    assert results["interpreter"].reason_id == "flooded"
    assert len(results) == 1


def test_an_interpreter_that_never_gets_as_far(target):
    python = target(sitecustomize="import os\nos.write(2, b'no licence\\n')\nos._exit(9)")
    results = prove(python)
    assert list(results) == ["interpreter"]
    assert results["interpreter"].params["how"] == "exit code 9"
    assert results["interpreter"].params["error"] == "no licence"


def test_an_environment_with_nothing_in_it(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("PYTHONNOUSERSITE", "1")
    venv.create(tmp_path / "bare", with_pip=False, symlinks=sys.platform != "win32")
    inside = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    results = prove(str(tmp_path.joinpath("bare", *inside)))
    torch = results["import.torch"]
    assert torch.failed
    assert torch.reason.format(**torch.params) == "torch is not installed"
    assert all(
        results[f"decode.{name}"].skipped for name in ("av", "decord", "opencv", "torchcodec")
    )
    assert results["sample"].reason_id == "no_decoder"
    assert results["resize_crop"].params == {"stage": "import.torch"}


def test_an_empty_folder_called_torch_is_no_torch(target, tmp_path):
    python = target()
    (tmp_path / "modules" / "torch.py").unlink()
    (tmp_path / "modules" / "torch").mkdir()
    (tmp_path / "modules" / "torch" / "__init__.py").write_text("")
    assert prove(python)["import.torch"].reason_id == "hollow"


def test_no_such_interpreter(tmp_path):
    with pytest.raises(WrongInput, match="cannot be started"):
        list(verify(VerifyRequest(str(tmp_path / "python"))))


def test_a_file_that_is_no_interpreter(tmp_path):
    (tmp_path / "python").write_text("not a program")
    with pytest.raises(WrongInput, match="cannot be started"):
        list(verify(VerifyRequest(str(tmp_path / "python"))))


def test_runs_in_a_private_empty_folder_that_is_gone_afterwards(target, tmp_path):
    seen = tmp_path / "seen"
    look = f"""
        import os, sys
        with open({str(seen)!r}, "w") as file:
            file.write("\\n".join([os.getcwd(), str(os.listdir(".")), str("" in sys.path)]))
        raise ImportError("seen")
    """
    prove(target(torch=look))
    folder, content, own_folder_first = seen.read_text().split("\n")
    assert content == "[]"
    assert own_folder_first == "False"
    assert not os.path.exists(folder)


def test_a_relative_python_path_stays_the_fault_that_it_is(target, tmp_path, monkeypatch):
    python = target(torch="raise ImportError('the one of the working folder')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "modules")
    assert "working folder" in prove(python)["import.torch"].params["error"]


def test_modules_of_the_stages_shadow_nothing(target):
    code = """
        import importlib.util
        for name in ("protocol", "request", "resize", "blocks", "tsn", "decoders", "envdoctor"):
            assert importlib.util.find_spec(name) is None, name
    """
    results = prove(target(torch=code))
    assert results["import.torch"].reason_id in ("hollow", "error")
    assert "AssertionError: e" in results["import.torch"].params.get("error", "AssertionError: e")


def test_writes_nothing_beside_its_own_files(target):
    prove(target())
    folder = os.path.dirname(sys.modules["envdoctor.facts.child"].MAIN)
    before = sorted(os.listdir(folder))
    prove(target())
    assert sorted(os.listdir(folder)) == before


HOST = """
import sys
from envdoctor.verify.request import VerifyRequest
from envdoctor.verify.run import verify
try:
    list(verify(VerifyRequest(sys.executable)))
except KeyboardInterrupt:
    sys.exit(130)
"""


def running(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return True


@POSIX
@pytest.mark.parametrize(
    ("ending", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_the_child_ends_with_its_host(target, tmp_path, ending, code):
    note = tmp_path / "child"
    hang = f"""
        import os, time
        with open({str(note)!r} + ".new", "w") as file:
            file.write(str(os.getpid()))
        os.rename({str(note)!r} + ".new", {str(note)!r})
        time.sleep(600)
    """
    target(torch=hang)
    host = subprocess.Popen([sys.executable, "-c", HOST], env={**os.environ, "PYTHONPATH": path()})
    try:
        wait_for(note.exists)
        child = int(note.read_text())
        assert running(child)
        host.send_signal(ending)
        assert host.wait(20) == code
        wait_for(lambda: not running(child))
    finally:
        host.kill()
        host.wait()


@POSIX
def test_leaving_the_iterator_ends_the_child(target, tmp_path):
    note = tmp_path / "child"
    code = f"""
        import os, time
        open({str(note)!r}, "w").write(str(os.getpid()))
        time.sleep(600)
    """
    results = verify(VerifyRequest(target(torch=code)))
    assert next(results).name == "interpreter"
    wait_for(lambda: note.exists() and note.read_text())
    results.close()
    wait_for(lambda: not running(int(note.read_text())))


def path():
    here = os.path.abspath(__file__)
    for _ in range(4):
        here = os.path.dirname(here)
    return os.pathsep.join((os.environ["PYTHONPATH"], here))


def wait_for(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
