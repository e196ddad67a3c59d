"""The fatbin reader says exactly what nvcc was told to build."""

import os
import re
import shutil
import subprocess

import pytest

from envdoctor.facts.blob import FileBlob
from envdoctor.facts.elf import Elf
from envdoctor.facts.fatbin import read_fatbin, read_gpu_code

NVCC = shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc")
pytestmark = pytest.mark.skipif(not NVCC, reason="nvcc is not on this machine")

KERNEL = """
__global__ void scale_%s(float *x, float f, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= f;
}
extern "C" void run_%s(float *x, float f, int n) { scale_%s<<<(n + 255) / 256, 256>>>(x, f, n); }
"""
SETS = {
    "one": (("75",), ()),
    "several": (("75", "80", "86", "89", "90"), ()),
    "ptx alone": ((), ("80",)),
    "cubins and PTX": (("80", "90"), ("90",)),
    "PTX below": (("86",), ("75",)),
    "specific": (("90a", "100a", "103a"), ("90a",)),
    "families": (("100f", "120f"), ("120f",)),
    "plain and specific": (("90", "90a"), ("90",)),
    "new": (("100", "110", "120", "121"), ("121",)),
}


def _known():
    listed = subprocess.run(
        [NVCC, "--list-gpu-arch"], capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"compute_(\d+)", listed))


def _codes(cubins, ptx):
    for arch in cubins:
        yield f"-gencode=arch=compute_{arch},code=sm_{arch}"
    for arch in ptx:
        yield f"-gencode=arch=compute_{arch},code=compute_{arch}"


def _run(folder, *argv):
    subprocess.run(
        [NVCC, "-Xcompiler", "-fPIC", "-cudart", "none", *argv],
        cwd=str(folder),
        check=True,
        capture_output=True,
    )


def _source(folder, name="one"):
    with open(os.path.join(str(folder), f"{name}.cu"), "w", encoding="utf-8") as file:
        file.write(KERNEL.replace("%s", name))
    return f"{name}.cu"


def _of_library(path):
    with FileBlob.open(str(path)) as blob:
        return read_gpu_code(Elf(blob))


def _expected(cubins, ptx):
    return {f"sm_{arch}" for arch in cubins}, {f"compute_{arch}" for arch in ptx}


OPTIONS = [(name, "") for name in sorted(SETS)] + [
    (name, option)
    for name in ("cubins and PTX", "families")
    for option in ("--no-compress", "-rdc=true")
]


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_the_architectures_of_a_library(tmp_path, name, option):
    cubins, ptx = SETS[name]
    missing = {arch.rstrip("af") for arch in cubins + ptx} - _known()
    if missing:
        pytest.skip(f"this nvcc does not know {', '.join(sorted(missing))}")
    source = _source(tmp_path)
    _run(
        tmp_path,
        "-shared",
        *_codes(cubins, ptx),
        *([option] if option else []),
        source,
        "-o",
        "found.so",
    )
    code = _of_library(tmp_path / "found.so")
    assert (set(code.cubins), set(code.ptx)) == _expected(cubins, ptx)
    assert code.complete
    assert code.entries >= len(cubins) + len(ptx)


def test_objects_that_are_linked_on_the_device(tmp_path):
    codes = list(_codes(("80", "90"), ("90",)))
    for name in ("first", "second"):
        _run(tmp_path, "-dc", *codes, _source(tmp_path, name), "-o", f"{name}.o")
    # `-cudart none` would leave this step out.
    link = [NVCC, "-Xcompiler", "-fPIC", "-dlink", *codes, "first.o", "second.o", "-o", "linked.o"]
    subprocess.run(link, cwd=str(tmp_path), check=True, capture_output=True)
    subprocess.run(
        ["g++", "-shared", "first.o", "second.o", "linked.o", "-o", "found.so"],
        cwd=str(tmp_path),
        check=True,
    )
    code = _of_library(tmp_path / "found.so")
    assert (set(code.cubins), set(code.ptx)) == _expected(("80", "90"), ("90",))
    assert code.complete


def test_objects_of_several_sets_in_one_library(tmp_path):
    for name, sets in (("first", (("75",), ())), ("second", (("90",), ("90",)))):
        _run(tmp_path, "-c", *_codes(*sets), _source(tmp_path, name), "-o", f"{name}.o")
    subprocess.run(
        ["g++", "-shared", "first.o", "second.o", "-o", "found.so"], cwd=str(tmp_path), check=True
    )
    code = _of_library(tmp_path / "found.so")
    assert (set(code.cubins), set(code.ptx)) == _expected(("75", "90"), ("90",))
    assert (code.entries, code.complete) == (3, True)


def test_a_container_alone(tmp_path):
    _run(
        tmp_path,
        "--fatbin",
        *_codes(("80", "90"), ("90",)),
        _source(tmp_path),
        "-o",
        "found.fatbin",
    )
    with FileBlob.open(str(tmp_path / "found.fatbin")) as blob:
        code = read_fatbin(blob)
    assert (set(code.cubins), set(code.ptx)) == _expected(("80", "90"), ("90",))
