"""`envdoctor run -- CMD`: real commands, with pipes and with a real terminal."""

import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")
RUN = [sys.executable, "-m", "envdoctor", "run"]
FAILING = 'import sys; sys.exit("MMCV==2.2.0 is used but incompatible. Please install mmcv>=2.0.0rc4, <2.2.0.")'


def run(*command, options=(), **more):
    argv = [*RUN, *options, "--", *command]
    return subprocess.run(argv, check=False, capture_output=True, timeout=60, **more)


def python(code):
    return (sys.executable, "-c", code)


def test_what_succeeds_is_not_spoken_of():
    done = run(*python("import sys; print('out'); print('err', file=sys.stderr)"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"out\n", b"err\n")


def test_output_and_exit_code_are_the_commands_own():
    done = run(*python("import os; os.write(1, bytes(range(256))); raise SystemExit(7)"))
    assert done.returncode == 7
    assert done.stdout == bytes(range(256))


def test_a_failure_is_explained_below_its_output():
    done = run(*python(FAILING), env={**os.environ, "LANG": "C"})
    assert done.returncode == 1
    said = done.stderr.decode()
    assert said.startswith("MMCV==2.2.0 is used but incompatible.")
    assert "mmcv_too_new" in said


def test_json_has_standard_output_to_itself():
    done = run(*python("print('hello'); " + FAILING), options=["--json"])
    document = json.loads(done.stdout)
    assert document["schema"] == "envdoctor/run/1"
    assert (document["ok"], document["exit_code"]) == (False, 1)
    assert document["causes"][0]["cause"] == "mmcv_too_new"
    assert done.stderr.startswith(b"hello\n")


def test_json_of_what_does_not_start():
    done = run("no-such-command", options=["--json"])
    document = json.loads(done.stdout)
    assert (document["schema"], document["exit_code"]) == ("envdoctor/error/1", 127)
    assert done.returncode == 127


def test_the_signal_that_ended_it_is_evidence():
    done = run("sh", "-c", "kill -KILL $$", options=["--json"])
    assert json.loads(done.stdout)["causes"][0]["cause"] == "memory_too_small"


def test_what_was_broken_off_is_not_spoken_of():
    done = run("sh", "-c", "kill -INT $$")
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")


def test_options_after_the_dashes_are_the_commands():
    done = run(*python("import sys; print(sys.argv[1:])"), "--json", "--lang", "xx")
    assert done.stdout == b"['--json', '--lang', 'xx']\n"


def test_standard_input_reaches_the_command():
    done = run(*python("print(input())"), input=b"given\n")
    assert done.stdout == b"given\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV])
def test_what_a_signal_ends_ends_by_that_signal(number):
    done = run(*python(f"import os; os.kill(os.getpid(), {int(number)})"))
    assert done.returncode == -number


def test_a_signal_goes_to_the_command():
    code = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\n"
        "print('ready', flush=True)\n"
        "time.sleep(30)\n"
    )
    process = subprocess.Popen([*RUN, "--", *python(code)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 9
    process.stdout.close()


def test_what_it_leaves_running_is_not_waited_for():
    begun = time.monotonic()
    done = run("sh", "-c", "sleep 30 & echo done")
    assert done.stdout == b"done\n"
    assert time.monotonic() - begun < 20


def test_no_such_command():
    done = run("no-such-command-here")
    assert done.returncode == 127
    assert b"no-such-command-here" in done.stderr


def test_not_a_program(tmp_path):
    file = tmp_path / "data"
    file.write_text("x")
    assert run(str(file)).returncode == 126


@pytest.mark.parametrize("words", [(), ("--",), ("python",)])
def test_without_a_command_it_is_a_wrong_call(words):
    done = subprocess.run([*RUN, *words], check=False, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


def in_terminal(*command, options=()):
    """The output of the call on a terminal of its own, and its exit status."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm"
        os.environ.pop("NO_COLOR", None)
        os.execv(RUN[0], [*RUN, *options, "--", *command])
    out = b""
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        out += data
    os.close(terminal)
    return out, os.waitpid(process, 0)[1]


def test_a_terminal_stays_a_terminal():
    code = "import sys, os; print(sys.stdout.isatty(), sys.stderr.isatty()); print('\\x1b[31mred')"
    out, status = in_terminal(*python(code))
    assert status == 0
    assert out == b"True True\r\n\x1b[31mred\r\n"


def test_a_terminals_failure_is_explained_in_colour():
    out, status = in_terminal(*python(FAILING))
    assert os.WEXITSTATUS(status) == 1
    assert b"mmcv_too_new" in out
    assert b"\x1b[" in out
