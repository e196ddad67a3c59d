"""`envdoctor verify` as it is called: exit codes, the JSON document, sentences in both languages."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import venv

import pytest

from envdoctor.verify.bundle import bundle

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None or importlib.util.find_spec("av") is None,
    reason="torch and PyAV are not both installed here",
)
STAGE_KEYS = {
    "name",
    "ok",
    "skipped",
    "reason",
    "wall_seconds",
    "measured",
    "expected",
    "tolerance",
}


def call(*arguments, **environment):
    command = [sys.executable, "-m", "envdoctor", "verify", *arguments]
    environment = {**os.environ, "LC_ALL": "C", **environment}
    return subprocess.run(
        command, capture_output=True, env=environment, encoding="utf-8", check=False
    )


def as_json(*arguments):
    done = call("--json", *arguments)
    assert done.stdout.count("\n") == 1
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.fixture
def bare(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("PYTHONNOUSERSITE", "1")
    venv.create(tmp_path / "bare", with_pip=False, symlinks=sys.platform != "win32")
    inside = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    return str(tmp_path.joinpath("bare", *inside))


@needs_torch
def test_proven():
    code, document, errors = as_json("--python", sys.executable, "--device", "cpu")
    assert code == 0
    assert errors == ""
    assert list(document)[:3] == ["schema", "envdoctor", "ok"]
    assert document["schema"] == "envdoctor/verify/1"
    assert document["ok"] is True
    assert all(set(stage) >= STAGE_KEYS for stage in document["stages"])
    assert document["top5"][0]["label"] == "arm wrestling"
    assert 0.5 < document["top5"][0]["score"] < 1.0


@needs_torch
def test_proven_for_people():
    done = call("--python", sys.executable, "--device", "cpu")
    assert done.returncode == 0
    assert "golden.cpu" in done.stdout
    assert "arm wrestling" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Proven")
    assert "\033" not in done.stdout


@needs_torch
def test_quiet_is_one_line():
    done = call("--python", sys.executable, "--device", "cpu", "--quiet")
    assert done.stdout.count("\n") == 1


def test_no_torch_says_so_and_what_to_run(bare):
    code, document, _ = as_json("--python", bare)
    assert code == 1
    assert document["ok"] is False
    torch = next(stage for stage in document["stages"] if stage["name"] == "import.torch")
    assert torch["reason"] == "torch is not installed"
    commands = [" ".join(argv) for fix in document["fixes"] for argv in fix["commands"]]
    assert any("torch" in command and "install" in command for command in commands)
    assert any("av" in command and "install" in command for command in commands)


def test_no_torch_for_people_gives_commands_that_can_be_pasted(bare):
    done = call("--python", bare)
    assert done.returncode == 1
    assert "torch is not installed" in done.stdout
    commands = [line for line in done.stdout.splitlines() if line.startswith("  $ ")]
    assert commands
    assert not any("{python}" in command or "<prefix>" in command for command in commands)


def test_private_paths_stay_out_of_the_document(bare, tmp_path):
    _, document, _ = as_json("--python", bare)
    assert str(tmp_path) not in json.dumps(document)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.mp4", None, "there is no file"),
        ("empty.mp4", b"", "is empty"),
        ("text.mp4", b"hello\n" * 50, "is not a video"),
        ("folder", "folder", "is a folder"),
        ("cut.mp4", "cut", "is truncated"),
    ],
)
def test_what_is_no_video_is_a_wrong_call(tmp_path, name, content, says):
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content == "cut":
        with open(bundle().clip, "rb") as whole:
            path.write_bytes(whole.read()[:9000])
    elif content is not None:
        path.write_bytes(content)
    code, document, errors = as_json("--video", str(path))
    assert code == 2
    assert document["schema"] == "envdoctor/error/1"
    assert document["ok"] is False
    assert says in document["error"]
    assert says in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [("--device", "tpu"), ("--device", "cuda:x"), ("--timeout", "0"), ("--timeout", "nan")],
)
def test_wrong_options(arguments):
    code, document, _ = as_json(*arguments)
    assert code == 2
    assert document["schema"] == "envdoctor/error/1"


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C as a signal of POSIX")
def test_interrupted(tmp_path):
    started = tmp_path / "started"
    code = f"import time; open({str(started)!r}, 'w').close(); time.sleep(600)"
    (tmp_path / "torch.py").write_text(code)
    command = [sys.executable, "-m", "envdoctor", "verify", "--json", "--python", sys.executable]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), root()))}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while not started.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert json.loads(output)["exit_code"] == 130
    assert errors.count(b"\n") == 1


def root():
    here = os.path.abspath(__file__)
    for _ in range(4):
        here = os.path.dirname(here)
    return here
