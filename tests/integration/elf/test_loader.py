"""Seeded faults in real libraries, predicted without loading; the loader's own verdict decides."""

import os
import platform
import subprocess
import sys
import sysconfig

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.facts.extensions import read_extensions
from envdoctor.facts.folders import Folders
from envdoctor.facts.root import Root
from envdoctor.model.encode import encode
from envdoctor.model.environment import Mmcv, Package, Torch
from envdoctor.model.read import Read
from tests.support.binaries import MACHINE_AT, compiled, compiler, content, patched
from tests.support.machines import machine

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or compiler() is None,
    reason="no C compiler for libraries with seeded faults",
)
TORCH = {
    "libc10.so": "int _ZN3c108GradMode10is_enabledEv(void) { return 1; }",
    "libtorch_cpu.so": "int _ZN2at4_ops5zero_4callERNS_6TensorE(void *x) { return x != 0; }",
    "libtorch_python.so": "int THPVariableClass = 1;",
}
WHOLE = """
extern int _ZN3c108GradMode10is_enabledEv(void);
extern int _ZN2at4_ops5zero_4callERNS_6TensorE(void *);
extern int THPVariableClass;
extern int not_there(void) __attribute__((weak));
static const char kernels[20000] = {1};
int run(void *x) {
  if (not_there) not_there();
  return THPVariableClass + _ZN3c108GradMode10is_enabledEv() + _ZN2at4_ops5zero_4callERNS_6TensorE(x) + kernels[7];
}
"""
NARROW = "_ZN2at4_ops6narrow4callERKNS_6TensorElll"
OTHER_TORCH = WHOLE + f"extern int {NARROW}(void); int more(void) {{ return {NARROW}(); }}"
ERROR = "_ZN3c105ErrorC2ENS_14SourceLocationENSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
OTHER_ABI = WHOLE + f"extern int {ERROR}(void); int more(void) {{ return {ERROR}(); }}"
LOAD = "import ctypes, sys; ctypes.CDLL(sys.argv[1])"


class Environment:
    """site-packages with a small torch and an mmcv whose ops are compiled here."""

    def __init__(self, folder):
        self.site = str(folder)
        os.makedirs(f"{self.site}/torch/lib")
        os.makedirs(f"{self.site}/mmcv")
        for name, source in TORCH.items():
            compiled(f"{self.site}/torch/lib/{name}", source, f"-Wl,-soname,{name}")
        self.ops = f"{self.site}/mmcv/_ext{sysconfig.get_config_var('EXT_SUFFIX')}"

    def build(self, source, *options):
        libraries = [f"-l:{name}" for name in TORCH]
        path = "-Wl,-rpath,$ORIGIN/../torch/lib"
        return compiled(
            self.ops,
            source,
            f"-L{self.site}/torch/lib",
            "-Wl,--no-as-needed",
            *libraries,
            path,
            *options,
        )

    def extensions(self):
        package = Package("mmcv", "mmcv", "2.1.0", f"{self.site}/mmcv", False, ())
        torch = Torch("2.1.2+cu121", "12.1", None, "cu121", "wheel", f"{self.site}/torch")
        return read_extensions(
            Folders(Root()),
            Read.of(Mmcv(package, self.ops), "test"),
            Read.absent("", ""),
            Read.of(torch, "test"),
            Tables().symbols.names,
        )

    def predicted(self):
        """Findings about the ops on a machine like this one, by rule."""
        version = platform.python_version()
        facts = machine(
            {
                "extensions": encode(self.extensions()),
                "platform": {"machine": platform.machine()},
                "interpreter": {"version": version},
            }
        )
        found = diagnose(facts, Tables(), Selection(select=("mmcv",))).findings
        return {item.id: item for item in found if item.id.startswith("mmcv.ops_")}

    def refused(self):
        """What the loader says of the ops in a process of its own; "" when it takes them."""
        child = subprocess.run(
            [sys.executable, "-c", LOAD, self.ops], capture_output=True, text=True, check=False
        )
        return "" if child.returncode == 0 else child.stderr or f"signal {-child.returncode}"


@pytest.fixture
def environment(tmp_path):
    return Environment(tmp_path / "site-packages")


# These ops know of no GPU, and the machine beside them has one: that is no matter of the loader.
_NO_LOADER_MATTER = {"mmcv.ops_without_cuda"}


def test_whole_ops_are_taken(environment):
    environment.build(WHOLE)
    assert set(environment.predicted()) == _NO_LOADER_MATTER
    assert environment.refused() == ""


def test_ops_for_another_torch(environment):
    environment.build(OTHER_TORCH)
    finding = environment.predicted()["mmcv.ops_for_torch"]
    assert finding.confidence == "high"
    assert finding.params["built_for"] == ">=1.10, <=1.13"
    assert finding.params["symbol"] == "at::_ops::narrow::call(at::Tensor const&, long, long, long)"
    assert f"undefined symbol: {NARROW}" in environment.refused()


def test_ops_for_another_abi(environment):
    environment.build(OTHER_ABI)
    finding = environment.predicted()["mmcv.ops_for_torch"]
    assert finding.message_id == "mmcv.ops_for_torch.abi"
    assert finding.params["symbol"] == "c10::Error::Error(c10::SourceLocation, std::string)"
    assert f"undefined symbol: {ERROR}" in environment.refused()


def test_ops_for_another_cuda(environment, tmp_path):
    runtime = tmp_path / "elsewhere"
    runtime.mkdir()
    compiled(
        runtime / "libcudart.so.11.0",
        "int cudaFree(void *x) { return x != 0; }",
        "-Wl,-soname,libcudart.so.11.0",
    )
    source = WHOLE + "extern int cudaFree(void *); int more(void) { return cudaFree(0); }"
    environment.build(source, f"-L{runtime}", "-l:libcudart.so.11.0")
    finding = environment.predicted()["mmcv.ops_cuda_variant"]
    assert (finding.cause, finding.params["needs"]) == ("mmcv_cuda_variant_mismatch", "11.0")
    assert "libcudart.so.11.0: cannot open shared object file" in environment.refused()


def test_ops_for_another_processor(environment):
    environment.build(WHOLE)
    other = 62 if platform.machine() == "aarch64" else 183
    data = patched(content(environment.ops), MACHINE_AT, "<H", other)
    with open(environment.ops, "wb") as file:
        file.write(data)
    finding = environment.predicted()["mmcv.ops_for_python"]
    assert finding.message_id == "mmcv.ops_for_python.machine"
    assert environment.refused()


def test_ops_for_another_python(environment):
    environment.build(WHOLE)
    os.rename(environment.ops, f"{environment.site}/mmcv/_ext.cpython-36m-x86_64-linux-gnu.so")
    with open(f"{environment.site}/mmcv/__init__.py", "w", encoding="utf-8") as file:
        file.write("")
    finding = environment.predicted()["mmcv.ops_for_python"]
    assert finding.message_id == "mmcv.ops_for_python.python"
    child = subprocess.run(
        [sys.executable, "-c", "import mmcv._ext"],
        cwd=environment.site,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No module named 'mmcv._ext'" in child.stderr


def test_a_file_that_is_cut_off_is_refused_exactly_when_that_was_said(environment):
    environment.build(WHOLE)
    whole = content(environment.ops)
    verdicts = set()
    for part in (*range(20), 20.5):
        size = int(len(whole) * part / 20) if part < 20 else len(whole)
        with open(environment.ops, "wb") as file:
            file.write(whole[:size])
        damaged = "mmcv.ops_damaged" in environment.predicted()
        assert damaged == bool(environment.refused()), f"{size} of {len(whole)} bytes"
        verdicts.add(damaged)
    assert verdicts == {True, False}


@pytest.mark.parametrize(
    "data", [b"", b"version https://git-lfs.github.com/spec/v1\n", bytes(5000)]
)
def test_what_is_no_library(environment, data):
    with open(environment.ops, "wb") as file:
        file.write(data)
    assert environment.refused()
    assert "mmcv.ops_damaged" in environment.predicted()


def test_a_library_of_another_system(environment):
    with open(environment.ops, "wb") as file:
        file.write(b"MZ" + bytes(100))
    assert environment.refused()
    assert environment.predicted()["mmcv.ops_for_python"].params["built_for"] == "pe"


@pytest.mark.parametrize(
    ("offset", "layout", "value"),
    [(4, "<B", 1), (5, "<B", 2), (16, "<H", 1), (54, "<H", 32), (56, "<H", 0), (32, "<Q", 2**40)],
    ids=["class", "byte order", "kind", "header size", "no segments", "headers elsewhere"],
)
def test_broken_headers(environment, offset, layout, value):
    environment.build(WHOLE)
    data = patched(content(environment.ops), offset, layout, value)
    with open(environment.ops, "wb") as file:
        file.write(data)
    assert environment.refused()
    assert "mmcv.ops_damaged" in environment.predicted()
