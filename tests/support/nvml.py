"""A compiled stand-in for NVIDIA's management library, under the real pynvml."""

import os
import shutil
import subprocess
import sys

REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir))
SOURCE = os.path.join(REPOSITORY, "tests", "integration", "nvml", "fake_nvml.c")
FILE = "libnvidia-ml.so.535.104.05"

A100 = {
    "name": "NVIDIA A100-SXM4-80GB",
    "uuid": "GPU-aaaaaaaa-1111-2222-3333-444444444444",
    "major": 8,
    "minor": 0,
    "memory": 85899345920,
    "domain": 0,
    "bus": 0x65,
    "device": 0,
    "persistence": 1,
    "ecc": 1,
    "mig": 0,
}
TESLA_P4 = {
    "name": "Tesla P4",
    "uuid": "GPU-bbbbbbbb-1111-2222-3333-444444444444",
    "major": 6,
    "minor": 1,
    "memory": 8053063680,
    "domain": 0x10000,
    "bus": 3,
    "device": 0,
}


def why_no_stand_in():
    """Why the stand-in cannot be built here; "" when it can."""
    if not sys.platform.startswith("linux"):
        return "libnvidia-ml.so.1 is loaded on Linux only"
    return "" if _compiler() else "no C compiler for the stand-in NVML"


def _compiler():
    return shutil.which("cc") or shutil.which("gcc")


def build(folder, without=()):
    """Compiles the library into the folder, named as the driver's packages name it."""
    os.makedirs(str(folder), exist_ok=True)
    target = os.path.join(str(folder), FILE)
    script = os.path.join(str(folder), "symbols.map")
    hidden = "".join(f" {name};" for name in without)
    with open(script, "w") as file:
        file.write("{ global: nvml*;%s };\n" % (f" local:{hidden}" if hidden else ""))
    argv = [_compiler(), "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror"]
    argv += [f"-Wl,--version-script={script}", "-Wl,-soname,libnvidia-ml.so.1"]
    subprocess.run([*argv, "-o", target, SOURCE], check=True)
    os.symlink(FILE, os.path.join(str(folder), "libnvidia-ml.so.1"))
    return str(folder)


def describe(path, driver="535.104.05", cuda=12020, gpus=(), fail=(), hang=(), slices=()):
    """Writes what the library answers; `fail` holds (function, code, gpu or -1).

    `slices` holds MIG instances: (gpu, slot, bytes, uuid, name).
    """
    lines = [f"driver {driver}", f"cuda {cuda}"]
    for index, gpu in enumerate(gpus):
        lines += [f"gpu {index} {key} {value}" for key, value in gpu.items()]
    lines += [
        f"slice {index} {slot} {size} {uuid} {name}" for index, slot, size, uuid, name in slices
    ]
    lines += [f"fail {function} {code} {gpu}" for function, code, gpu in fail]
    lines += [f"hang {function} {seconds}" for function, seconds in hang]
    with open(str(path), "w") as file:
        file.write("\n".join(lines) + "\n")
    return str(path)


def environment(library="", description=""):
    """Variables under which a child process meets the stand-in (or no NVML at all)."""
    kept = {k: v for k, v in os.environ.items() if k not in ("LD_LIBRARY_PATH", "FAKE_NVML")}
    if library:
        kept["LD_LIBRARY_PATH"] = library
    if description:
        kept["FAKE_NVML"] = description
    return kept
