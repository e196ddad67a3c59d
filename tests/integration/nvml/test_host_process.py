"""The machine's reading as a whole process: what it imports, and when NVML is asked."""

import json
import subprocess
import sys

import pytest

from tests.support.nvml import A100, REPOSITORY, build, describe, environment, why_no_stand_in
from tests.support.roots import make_root

READ = """
import json, os, sys
before = set(sys.modules)
from envdoctor.facts.host import read_disk, read_host, start_nvml
from envdoctor.facts.root import Root
class RunningRoot(Root):
    is_live = True
root = RunningRoot(sys.argv[1]) if sys.argv[1:] else Root()
probe = start_nvml(root, os.environ)
host = read_host(root, os.environ, probe)
read_disk(root, sys.prefix)
new = sorted(set(sys.modules) - before)
from envdoctor.model.encode import encode
print(json.dumps({"imported": new, "host": encode(host)}))
"""

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's /proc")
stand_in = pytest.mark.skipif(bool(why_no_stand_in()), reason=why_no_stand_in())

# Each of these costs milliseconds, and none is needed where there is no NVIDIA device.
HEAVY = {
    "ctypes",
    "dataclasses",
    "inspect",
    "pathlib",
    "platform",
    "psutil",
    "pynvml",
    "shutil",
    "subprocess",
    "threading",
}


def read(*arguments, variables=None):
    done = subprocess.run(
        [sys.executable, "-c", READ, *arguments],
        cwd=REPOSITORY,
        env=variables or environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return json.loads(done.stdout)


@linux_only
def test_nothing_heavy_is_imported_without_nvidia(tmp_path):
    said = read(str(make_root(tmp_path, {"/etc/os-release": 'NAME="Nix"\n'}).real("/")))
    assert HEAVY.isdisjoint(said["imported"])
    assert said["host"]["driver"]["state"] == "absent"
    assert said["host"]["gpus"]["state"] == "absent"


@linux_only
def test_this_machine_is_read():
    host = read()["host"]
    assert host["platform"]["value"]["system"] == "linux"
    assert host["cpu"]["value"]["usable"] > 0
    assert host["memory"]["value"]["physical_bytes"] > 0
    assert host["libc"]["state"] == "read"


@linux_only
@stand_in
@pytest.mark.parametrize("sign", ["/dev/nvidia0", "/proc/driver/nvidia/version", "/dev/dxg"])
def test_any_sign_of_nvidia_has_nvml_asked(tmp_path, sign):
    library = build(tmp_path / "library")
    description = describe(tmp_path / "fake", gpus=(A100,))
    root = make_root(tmp_path / "root", {sign: "NVRM version: Kernel Module  535.104.05  x\n"})
    said = read(root.real("/"), variables=environment(library, description))
    assert "pynvml" in said["imported"]
    assert said["host"]["driver"]["value"]["version"] == "535.104.05"
    assert said["host"]["gpus"]["value"][0]["name"] == A100["name"]
