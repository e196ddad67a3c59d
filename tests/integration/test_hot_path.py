"""What `check` does not do: start processes, connect, write, or import what costs time or is the patient."""

import json
import os
import subprocess
import sys

import pytest

WATCH = """
import json, sys
events = []
WATCHED = ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.exec", "os.system", "socket.connect", "socket.getaddrinfo", "os.mkdir", "os.remove", "os.rename", "shutil.")
def watch(event, arguments):
    if event.startswith(WATCHED):
        events.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        events.append("open to write: " + str(arguments[0]))
sys.dont_write_bytecode = True
sys.addaudithook(watch)
from envdoctor.cli.main import main
out, sys.stdout = sys.stdout, sys.stderr
code = main(sys.argv[1:])
print(json.dumps({"code": code, "events": events, "modules": sorted(sys.modules)}), file=out)
"""

PATIENT = {
    "torch",
    "torchvision",
    "numpy",
    "cv2",
    "mmcv",
    "mmengine",
    "mmdet",
    "mmpose",
    "mmaction",
    "av",
}
COSTLY = {
    "asyncio",
    "ctypes",
    "dataclasses",
    "email",
    "importlib.metadata",
    "inspect",
    "logging",
    "packaging.specifiers",
    "pathlib",
    "psutil",
    "pynvml",
    "requests",
    "rich",
    "shutil",
    "socket",
    "subprocess",
    "tomllib",
    "urllib.request",
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """What a run of `check --json` did, on an environment without anything in it."""
    folder = tmp_path_factory.mktemp("project")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-S", "-c", WATCH, "check", "--json", "--python", sys.executable],
        capture_output=True,
        cwd=str(folder),
        env=environ,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_it_starts_no_process_connects_nowhere_and_writes_nothing(watched):
    assert watched["events"] == []


def test_it_imports_nothing_of_the_patient(watched):
    assert PATIENT.isdisjoint(watched["modules"])


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="off Linux psutil and ctypes are the way"
)
def test_it_imports_nothing_that_costs(watched):
    if os.path.exists("/dev/nvidiactl"):
        assert {"pynvml"} <= set(watched["modules"])
    else:
        # Up to Python 3.8 argparse imports shutil in any case.
        spared = {"shutil"} if sys.version_info < (3, 9) else set()
        assert (COSTLY - spared) & set(watched["modules"]) == set()
