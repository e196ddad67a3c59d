"""The command line as a process: exit codes, documents, signals and pipes."""

import os
import signal
import subprocess
import sys
import venv

import pytest

from tests.support.schemas import validated

ENVDOCTOR = [sys.executable, "-m", "envdoctor"]


def run(*arguments, **environ):
    """What the process printed and how it ended."""
    return subprocess.run(
        [*ENVDOCTOR, *arguments],
        capture_output=True,
        env={**os.environ, **environ},
        timeout=120,
        check=False,
    )


def test_this_environment_is_described():
    done = run("check", "--json")
    document = validated(done.stdout.decode("ascii"))
    assert done.returncode == (0 if document["ok"] else 1)
    assert document["facts"]["interpreter"]["state"] == "read"
    assert done.stderr == b""


def test_a_report_says_nothing_private():
    home = os.path.expanduser("~")
    done = run("check", "--json", USER="thejanedoe", HOME="/home/thejanedoe")
    text = done.stdout.decode("ascii")
    assert "thejanedoe" not in text
    assert sys.prefix not in text
    node = os.uname().nodename if hasattr(os, "uname") else ""
    assert len(node) < 5 or node not in text
    assert home == "/root" or home not in text


def test_the_proof():
    pytest.importorskip("torch", reason="needs torch")
    done = run("verify", "--json")
    document = validated(done.stdout.decode("ascii"))
    assert (done.returncode, document["ok"], done.stderr) == (0, True, b"")
    assert document["top5"][0]["score"] > 0.5


def test_no_proof_without_torch(tmp_path):
    venv.create(tmp_path / "empty", with_pip=False, symlinks=os.name != "nt")
    done = run("verify", "--json", "--env", str(tmp_path / "empty"))
    document = validated(done.stdout.decode("ascii"))
    assert (done.returncode, document["ok"], document["top5"]) == (1, False, [])
    assert any("torch" in part for fix in document["fixes"] for part in fix["commands"][0])


@pytest.mark.parametrize("video", ["no-such-file.mp4", "."])
def test_a_clip_that_is_none(video):
    done = run("verify", "--video", video, "--json")
    assert done.returncode == 2
    assert validated(done.stdout.decode("ascii"))["exit_code"] == 2


def test_a_wrong_call():
    done = run("check", "--facts", "no-such-file", "--json")
    assert done.returncode == 2
    assert validated(done.stdout.decode("ascii"))["exit_code"] == 2
    assert done.stderr.startswith(b"envdoctor: ")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C of another process group can't be sent there")
def test_interrupted():
    process = subprocess.Popen(
        [*ENVDOCTOR, "check", "--facts", "-", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # More than a pipe holds: once it is written, the process is reading.
    process.stdin.write(b" " * 1_000_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert validated(out.decode("ascii"))["exit_code"] == 130
    assert b"Traceback" not in err


def test_a_reader_who_has_enough_is_no_failure():
    process = subprocess.Popen(
        [*ENVDOCTOR, "rules", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert err == b""


@pytest.mark.skipif(os.name == "nt", reason="closing a stream and /dev/full belong to POSIX shells")
@pytest.mark.parametrize(
    ("redirection", "code", "words"),
    [
        (">&-", 0, ""),
        ("2>&-", 0, ""),
        (">&- 2>&-", 0, ""),
        (">/dev/full", 3, "envdoctor: the output cannot be written: No space left on device\n"),
    ],
)
@pytest.mark.parametrize("option", ["--json", "--no-color"])
def test_output_that_goes_nowhere(option, redirection, code, words):
    if "full" in redirection and not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    line = f'exec "$@" {redirection}'
    command = ["sh", "-c", line, "sh", *ENVDOCTOR, "rules", option]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, words)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_old_code_page_costs_characters_not_the_report(encoding):
    done = run("check", "--lang", "zh", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode in {0, 1}
    assert b"Traceback" not in done.stderr
    assert b"?" in done.stdout


def test_version_and_help():
    assert run("--version").stdout.startswith(b"envdoctor 0.")
    for arguments in ((), ("check",), ("verify",), ("rules",)):
        done = run(*arguments, "--help")
        assert done.returncode == 0
        assert b"usage: envdoctor" in done.stdout.lower()
