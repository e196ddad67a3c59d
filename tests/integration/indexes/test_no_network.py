"""A machine without any network: a real one, in a network namespace of its own."""

import json
import os
import shutil
import subprocess
import sys

import pytest

CODE = """
import json, sys, time
from envdoctor.facts.indexes.available import available
from envdoctor.facts.indexes.cache import Cache
start = time.monotonic()
listing = available(["mmcv", "torch"], ["http://192.0.2.1/links.html"], cache=Cache(), indexes=[
    "https://index.example/simple", "http://127.0.0.1:9/simple"])
print(json.dumps({"seconds": time.monotonic() - start, "has": listing.has("mmcv"), "sources": [
    [source.state, source.reason.format(**source.params)] for source in listing.sources]}))
"""


def test_every_index_is_out_of_reach_at_once_and_nothing_is_known():
    unshare = shutil.which("unshare")
    command = [str(unshare), "--net", "--map-root-user"]
    if (
        not unshare
        or subprocess.run([*command, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no network namespace can be had here")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [*command, sys.executable, "-c", CODE],
        capture_output=True,
        env=environ,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    found = json.loads(done.stdout)
    assert found["has"] == "unknown"
    assert found["seconds"] < 10
    assert found["sources"] == [
        ["unreachable", "no name server here knows index.example"],
        ["unreachable", "127.0.0.1:9 cannot be reached: Network is unreachable"],
        ["unreachable", "192.0.2.1 cannot be reached: Network is unreachable"],
    ]


def test_importing_envdoctor_brings_none_of_it():
    code = "import sys, envdoctor; print([name for name in sys.modules if name.startswith(('requests', 'urllib3', 'yaml', 'envdoctor.facts.indexes'))])"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, env=environ, check=True
    )
    assert done.stdout.strip() == b"[]"


def test_a_thread_that_hangs_does_not_keep_the_process(tmp_path):
    code = """
import socket, sys
from envdoctor.facts.indexes.available import available
from envdoctor.facts.indexes.cache import Cache
quiet = socket.socket(); quiet.bind(("127.0.0.1", 0)); quiet.listen(5)
url = "http://127.0.0.1:%d/simple" % quiet.getsockname()[1]
print(available(["mmcv"], indexes=[url], cache=Cache(), deadline_seconds=0.3).sources[0].state)
"""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environ, check=False, timeout=8
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"unreachable", b"")
