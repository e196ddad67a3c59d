"""NVML for the measurement: the machine's own, else the tests' compiled stand-in under the real pynvml."""

import os
import subprocess
import sys
from typing import Mapping, Optional

# Where no device is, the one question "is there a sign of NVIDIA?" is answered with yes.
PROGRAM = """
import sys
from envdoctor.facts import nvml
nvml.sign_of_nvidia = lambda *_: "/dev/nvidiactl"
from envdoctor.cli.main import run
run()
"""

INIT = """
import time
import pynvml
start = time.perf_counter()
pynvml.nvmlInit()
pynvml.nvmlShutdown()
print(time.perf_counter() - start)
"""


def has_device() -> bool:
    """Whether this machine has an NVIDIA device of its own."""
    return os.path.exists("/dev/nvidiactl")


def program_with_nvidia(folder: str) -> str:
    """A script that checks as if a device were there."""
    path = os.path.join(folder, "check_with_nvidia.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write("from envdoctor.cli.main import run\nrun()\n" if has_device() else PROGRAM)
    return path


def nvml_environ(folder: str) -> Optional[Mapping[str, str]]:
    """Variables under which NVML answers; None where it cannot be had."""
    if has_device():
        return {}
    from tests.support import nvml

    if nvml.why_no_stand_in():
        return None
    library = nvml.build(folder)
    answers = nvml.describe(os.path.join(folder, "answers"), gpus=(nvml.A100, nvml.TESLA_P4))
    variables: Mapping[str, str] = nvml.environment(library, answers)
    return variables


def nvml_seconds(environ: Mapping[str, str]) -> Optional[float]:
    """The time of nvmlInit and nvmlShutdown alone."""
    done = subprocess.run(
        [sys.executable, "-c", INIT],
        stdout=subprocess.PIPE,
        env={**os.environ, **environ},
        check=False,
    )
    return float(done.stdout) if done.returncode == 0 else None
