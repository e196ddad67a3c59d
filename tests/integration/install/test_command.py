"""The command as a process: what it prints, asks and leaves alone."""

import json
import os
import subprocess
import sys

from tests.support.schemas import validated

COMMAND = [sys.executable, "-m", "envdoctor", "install", "--dry-run"]
WATCH = """
import sys
events = []
WATCHED = ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.exec", "os.system", "socket.connect", "socket.getaddrinfo", "os.mkdir", "os.remove", "os.rename", "shutil.")
sys.addaudithook(lambda event, _: event.startswith(WATCHED) and events.append(event))
sys.dont_write_bytecode = True
from envdoctor.cli.main import main
code = main(sys.argv[1:])
assert not events, events
sys.exit(code)
"""


def run(*arguments, **environ):
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        env={**os.environ, **environ},
        timeout=120,
        check=False,
    )


def test_this_environment_offline(tmp_path):
    done = run("--offline", "--json", "--cpu", HOME=str(tmp_path))
    document = validated(done.stdout.decode("ascii"))
    assert done.returncode == (0 if document["ok"] else 1)
    assert done.stderr == b""
    assert sys.prefix not in done.stdout.decode()


def test_offline_it_starts_nothing_connects_nowhere_and_writes_nothing():
    words = ["install", "--dry-run", "--offline", "--python", "3.8", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *words], capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["plan"]["python"] == "3.8"


def test_an_index_that_refuses_is_a_sentence_not_a_traceback():
    # Nobody listens on port 9 of this machine.
    nobody = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "https://127.0.0.1:9/simple"}
    words = ["--cpu", "--platform", "linux_x86_64", "--python", "3.10"]
    environ = {**nobody, "https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    done = run(*words, "--json", **environ)
    document = validated(done.stdout.decode("ascii"))
    assert (done.returncode, done.stderr) == (0, b"")
    said = " ".join(remark["sentence"] for remark in document["remarks"])
    assert f"the tables of {document['tables_as_of']} decide" in said
    assert (
        document["plan"]["pins"]
        == json.loads(run(*words, "--offline", "--json").stdout)["plan"]["pins"]
    )
    assert {source["state"] for source in document["sources"]} == {"unreachable"}
