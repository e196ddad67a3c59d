"""pynvml is imported without what it never calls, and nothing of that is to be noticed."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("pynvml")

AFTER = """
import sys
from envdoctor.facts.nvml_binding import import_pynvml
{before}
pynvml = import_pynvml()
print("subprocess" in sys.modules, "ctypes.util" in sys.modules)
import ctypes.util
print(pynvml.find_library("no such library"), ctypes.util.find_library is pynvml.find_library)
"""

BESIDE = "import threading, time; threading.Thread(target=time.sleep, args=(1,)).start()"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("", "False False None False"),
        ("import ctypes.util", "True True None True"),
        (BESIDE, "True True None True"),
    ],
    ids=["alone", "imported already", "beside another thread"],
)
def test_what_it_never_calls_stays_out_until_it_is_called(before, said):
    done = subprocess.run(
        [sys.executable, "-S", "-c", AFTER.format(before=before)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.decode().split(), done.stderr.decode()) == (said.split(), "")
