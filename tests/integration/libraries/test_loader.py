"""What is foretold of libraries by their files, against the verdict of the machine's own loader."""

import glob
import json
import os
import shutil
import subprocess
import sys

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.facts import binaries
from envdoctor.facts.binaries import read_libraries
from envdoctor.facts.environment import read_environment
from envdoctor.facts.folders import Folders
from envdoctor.facts.loader import Loader
from envdoctor.facts.root import Root
from envdoctor.facts.target import choose_target
from envdoctor.model.finding import INFO
from tests.support import pythons
from tests.support.binaries import compiler
from tests.support.machines import machine
from tests.support.shared_objects import build, loader_says, needs_gcc

pytestmark = needs_gcc

LIBRARY = "int which(void) { return %d; }"
CALLS = "extern int which(void); int mine(void) { return which(); }"


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    folder = tmp_path_factory.mktemp("venv") / "env"
    return folder, pythons.make_venv(folder, "3.11", "--without-pip")


@pytest.fixture
def env(venv, tmp_path):
    """A fresh site-packages on PYTHONPATH of one environment, with a torch of CUDA 12.1 in it."""
    _, python = venv
    site = tmp_path / "site"
    (site / "torch").mkdir(parents=True)
    (site / "torch" / "__init__.py").write_text("")
    (site / "torch" / "version.py").write_text("__version__ = '2.1.2+cu121'\ncuda = '12.1'\n")
    return Env(python, site)


class Env:
    def __init__(self, python, site):
        self.python, self.site = python, site

    def module(self, name):
        folder = self.site / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "version.py").write_text("opencv_version = '4.11.0.86'\n")
        return folder

    def facts(self, library_path=""):
        environ = {"PYTHONPATH": str(self.site)}
        if library_path:
            environ["LD_LIBRARY_PATH"] = str(library_path)
        root = Root()
        environment = read_environment(root, choose_target(root, environ, self.python), environ, {})
        return read_libraries(root, environment, environ, "linux")

    def missing(self, package, library_path=""):
        return {
            name
            for binary in self.facts(library_path).binaries.known()
            for name in binary.missing
            if binary.package == package
        }

    def torch(self, **options):
        """libtorch_global_deps.so that needs CUDA's runtime and cuDNN from NVIDIA's own packages."""
        nvidia = self.site / "nvidia"
        runtime = build(nvidia / "cuda_runtime" / "lib" / "libcudart.so.12", source=LIBRARY % 1)
        cudnn = build(nvidia / "cudnn" / "lib" / "libcudnn.so.8")
        path = self.site / "torch" / "lib" / "libtorch_global_deps.so"
        places = ":".join(f"$ORIGIN/../../nvidia/{name}/lib" for name in ("cuda_runtime", "cudnn"))
        way = dict.fromkeys(options, places)
        return build(path, [runtime, cudnn], CALLS, **way), cudnn


@pytest.mark.parametrize("tag", ["rpath", "runpath"])
def test_what_its_own_paths_lead_to_is_there(env, tag):
    path, _ = env.torch(**{tag: True})
    assert env.missing("torch") == set()
    assert loader_says(env.python, path).startswith("loaded")


def test_a_library_that_is_nowhere_is_named(env):
    path, cudnn = env.torch(rpath=True)
    cudnn.unlink()
    assert env.missing("torch") == {"libcudnn.so.8"}
    said = loader_says(env.python, path)
    assert said.startswith("refused")
    assert "libcudnn.so.8" in said


def test_a_link_that_leads_nowhere_is_no_library(env):
    path, cudnn = env.torch(rpath=True)
    cudnn.unlink()
    cudnn.symlink_to("libcudnn.so.8.9.2")
    assert env.missing("torch") == {"libcudnn.so.8"}
    assert "libcudnn.so.8" in loader_says(env.python, path)


def test_what_a_library_brings_along_needs_is_looked_up_too(env):
    nvidia = env.site / "nvidia"
    jit = build(nvidia / "nvjitlink" / "lib" / "libnvJitLink.so.12")
    own = "$ORIGIN/../../nvjitlink/lib"
    sparse = build(nvidia / "cusparse" / "lib" / "libcusparse.so.12", [jit], runpath=own)
    path = env.site / "torch" / "lib" / "libtorch_cuda.so"
    build(path, [sparse], rpath="$ORIGIN/../../nvidia/cusparse/lib")
    assert env.missing("torch") == set()
    assert loader_says(env.python, path).startswith("loaded")
    jit.unlink()
    assert env.missing("torch") == {"libnvJitLink.so.12"}
    assert "libnvJitLink.so.12" in loader_says(env.python, path)


@pytest.mark.parametrize(("tag", "taken"), [("runpath", True), ("rpath", False)])
def test_library_path_wins_over_runpath_and_loses_to_rpath(env, tmp_path, tag, taken):
    path, _ = env.torch(**{tag: True})
    other = tmp_path / "cuda" / "lib64"
    build(other / "libcudart.so.12.0.146", source=LIBRARY % 2)
    (other / "libcudart.so.12").symlink_to("libcudart.so.12.0.146")
    facts = env.facts(other)
    (double,) = facts.library_path.known()
    assert (double.name, double.version, double.taken) == ("libcudart.so.12", "12.0.146", taken)
    said = loader_says(env.python, path, other, ask_which=True)
    assert said == ("loaded 2" if taken else "loaded 1")


def test_what_a_copy_lacks_that_hides_torch_s_own_is_not_laid_to_torch(env, tmp_path):
    path, _ = env.torch(runpath=True)
    gone = build(tmp_path / "build" / "libgomp-a34b3233.so.1")
    other = tmp_path / "other"
    build(other / "libcudart.so.12", [gone], LIBRARY % 2)
    assert env.missing("torch", other) == set()
    assert findings(env.facts(other), other) == {"libraries.library_path": "warning"}
    assert "libgomp-a34b3233.so.1" in loader_says(env.python, path, other)


def test_its_own_folder_in_library_path_shadows_nothing(env):
    env.torch(runpath=True)
    assert env.facts(env.site / "nvidia" / "cudnn" / "lib").library_path.known() == ()


def test_a_library_for_another_processor_is_passed_over(env, tmp_path):
    path, _ = env.torch(runpath=True)
    other = tmp_path / "other"
    foreign = build(other / "libcudart.so.12", source=LIBRARY % 2)
    content = bytearray(foreign.read_bytes())
    content[18] = 183 if content[18] != 183 else 62
    foreign.write_bytes(content)
    (double,) = env.facts(other).library_path.known()
    assert double.taken is False
    assert loader_says(env.python, path, other, ask_which=True) == "loaded 1"


def test_a_missing_system_library_of_opencv(env, tmp_path):
    gl = build(tmp_path / "build" / "libGLoid.so.1")
    path = build(env.module("cv2") / "cv2.abi3.so", [gl])
    assert env.missing("cv2") == {"libGLoid.so.1"}
    assert "libGLoid.so.1" in loader_says(env.python, path)
    assert env.missing("cv2", gl.parent) == set()
    assert loader_says(env.python, path, gl.parent).startswith("loaded")


def test_what_a_bundled_library_asks_of_the_system(env, tmp_path, monkeypatch):
    gl = build(tmp_path / "build" / "libGLoid.so.1")
    bundle = env.site / "opencv_python.libs"
    window = build(bundle / "libQt5Gui-1ce8cbfe.so.5", [gl], rpath="$ORIGIN")
    folder = env.module("cv2")
    path = build(folder / "cv2.abi3.so", [window], rpath="$ORIGIN/../opencv_python.libs")
    # auditwheel lets only some names out of the bundle; here the made-up one is of them.
    monkeypatch.setattr(binaries, "_LEFT_TO_SYSTEM", ("libGLoid.so.1",))
    assert env.missing("cv2") == {"libGLoid.so.1"}
    assert "libGLoid.so.1" in loader_says(env.python, path)


def test_a_newer_libstdcxx_is_needed_than_the_system_has(env, tmp_path):
    stub = build(
        tmp_path / "build" / "libstdc++.so.6",
        source=LIBRARY % 1,
        symbols="GLIBCXX_3.4.60 { which; };",
    )
    path = build(env.module("cv2") / "cv2.abi3.so", [stub], CALLS)
    facts = env.facts()
    (binary,) = facts.binaries.known()
    assert binary.glibcxx == "3.4.60"
    assert findings(facts) == {"libraries.glibc": "error"}
    said = loader_says(env.python, path)
    assert said.startswith("refused")
    assert "GLIBCXX_3.4.60" in said


def test_an_old_libstdcxx_in_library_path(env, tmp_path):
    new = tmp_path / "new" / "libstdc++.so.6"
    build(new, source=LIBRARY % 1, symbols="GLIBCXX_3.4.22 { which; };")
    path = build(env.module("cv2") / "cv2.abi3.so", [new], CALLS)
    old = tmp_path / "old"
    build(old / "libstdc++.so.6.0.19", source=LIBRARY % 1, symbols="GLIBCXX_3.4.19 { which; };")
    (old / "libstdc++.so.6").symlink_to("libstdc++.so.6.0.19")
    facts = env.facts(old)
    assert facts.libstdcxx.known().path == f"{old}/libstdc++.so.6"
    assert findings(facts, old) == {"libraries.library_path": "error", "libraries.glibc": "error"}
    assert "GLIBCXX_3.4.22" in loader_says(env.python, path, old)


def test_the_version_of_a_libstdcxx_whose_name_bears_none(env, tmp_path):
    folder = tmp_path / "plain"
    build(
        folder / "libstdc++.so.6",
        source="int which(void) { return 1; } int older(void) { return 0; }",
        symbols="GLIBCXX_3.4.9 { older; }; GLIBCXX_3.4.21 { which; } GLIBCXX_3.4.9;",
    )
    assert env.facts(folder).libstdcxx.known().version == "6.0.21"


def test_garbage_in_place_of_libraries_raises_nothing(env):
    lib = env.site / "torch" / "lib"
    lib.mkdir()
    (lib / "libtorch_cpu.so").write_bytes(b"\x7fELF" + bytes(range(200)))
    (lib / "libtorch_python.so").write_bytes(b"")
    (lib / "libtorch_cuda.so").mkdir()
    assert env.facts().binaries.known() == ()


def findings(facts, library_path=""):
    """Rules that find a fault on an otherwise healthy machine with these libraries."""
    variables = [{"name": "LD_LIBRARY_PATH", "value": str(library_path)}] if library_path else []
    judged = machine({"variables": variables})._replace(**facts._asdict())
    found = diagnose(judged, Tables(), Selection()).findings
    return {finding.id: finding.severity for finding in found if finding.severity != INFO}


PROGRAM = """
#include <dlfcn.h>
#include <stdio.h>
int main(int count, char **words) {
    puts(dlopen(words[1], RTLD_NOW) ? "loaded" : dlerror());
    return 0;
}
"""


@pytest.mark.parametrize(("tag", "missing"), [("", ()), ("runpath", ("libprivate.so.3",))])
def test_the_interpreter_s_rpath_holds_for_all_that_it_loads(tmp_path, tag, missing):
    """As conda's Python has it; a library with a RUNPATH of its own does without."""
    library = build(tmp_path / "lib" / "libprivate.so.3")
    path = build(tmp_path / "site" / "cv2.abi3.so", [library], **({tag: "/nowhere"} if tag else {}))
    program = tmp_path / "bin" / "python3.11"
    program.parent.mkdir()
    way = ["-Wl,--disable-new-dtags,-rpath,$ORIGIN/../lib", "-x", "c", "-", "-x", "none", "-ldl"]
    subprocess.run([compiler(), "-o", program, *way], input=PROGRAM, text=True, check=True)
    loader = Loader(Folders(Root()), {}, str(program))
    elf = loader.open(str(path))
    assert loader.load(str(path), elf) == missing
    environ = {k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH"}
    said = subprocess.run(
        [program, path], capture_output=True, text=True, check=True, env=environ
    ).stdout
    assert (said.strip() == "loaded") == (not missing)


def test_the_machine_s_own_libraries_are_found_where_ldd_says():
    ldd = shutil.which("ldd")
    if ldd is None:
        pytest.skip("no ldd here")
    environ = {k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH"}
    places = ("/usr/lib/*-linux-gnu", "/usr/lib64")
    paths = [path for place in places for path in glob.glob(f"{place}/lib[a-m]*.so.*")]
    compared = 0
    for path in sorted(paths)[::40]:
        loader = Loader(Folders(Root()), {}, sys.executable)
        elf = loader.open(path)
        if elf is None or elf.rpath or elf.runpath:
            continue
        done = subprocess.run([ldd, path], capture_output=True, text=True, check=False, env=environ)
        pairs = (line.strip().partition(" => ") for line in done.stdout.splitlines())
        truth = {name: place.rpartition(" (")[0] for name, arrow, place in pairs if arrow}
        assert loader.load(path, elf) == ()
        for name, found in loader.loaded.items():
            assert os.path.realpath(found.path) == os.path.realpath(truth[name])
            compared += 1
    assert compared


def test_the_whole_command_names_it(tmp_path, venv):
    folder, _ = venv
    gl = build(tmp_path / "build" / "libGL.so.77")
    (site,) = folder.glob("lib/python3*/site-packages")
    module = site / "cv2"
    module.mkdir()
    (module / "__init__.py").write_text("")
    (module / "version.py").write_text("opencv_version = '4.11.0.86'\n")
    build(module / "cv2.abi3.so", [gl])
    command = [sys.executable, "-m", "envdoctor", "check", "--env", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    shutil.rmtree(module)
    assert done.returncode == 1
    (finding,) = (f for f in json.loads(done.stdout)["findings"] if f["layer"] == "libraries")
    assert finding["cause"] == "missing_system_library"
    assert "libGL.so.77" in finding["title"]
