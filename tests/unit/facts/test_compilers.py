import pytest

from envdoctor.facts.compilers import read_compilers
from envdoctor.model.machine import Compiler
from tests.support.roots import make_root, posix_only

DEBIAN_LINKS = {
    "/usr/bin/gcc": "gcc-12",
    "/usr/bin/gcc-12": "x86_64-linux-gnu-gcc-12",
    "/usr/bin/g++": "g++-12",
    "/usr/bin/g++-12": "x86_64-linux-gnu-g++-12",
    "/usr/bin/cc": "/etc/alternatives/cc",
    "/etc/alternatives/cc": "/usr/bin/gcc",
}
DEBIAN_FILES = {"/usr/bin/x86_64-linux-gnu-gcc-12": "", "/usr/bin/x86_64-linux-gnu-g++-12": ""}
PATH = {"PATH": "/usr/local/bin:/usr/bin"}


def compilers(root, environ=None, system="linux", prefix=""):
    return read_compilers(root, environ or PATH, system, prefix).known()


@posix_only
@pytest.mark.parametrize(
    ("folders", "version"),
    [
        ((), "12"),
        (("12",), "12"),
        (("11", "12"), "12"),
        (("12", "12.2.0"), "12.2.0"),
        (("120",), "12"),
    ],
)
def test_debian(tmp_path, folders, version):
    files = {f"/usr/lib/gcc/x86_64-linux-gnu/{name}/": "" for name in folders}
    root = make_root(tmp_path, {**DEBIAN_FILES, **files}, DEBIAN_LINKS)
    assert compilers(root) == (
        Compiler("gcc", "/usr/bin/gcc", version),
        Compiler("g++", "/usr/bin/g++", version),
    )


def test_a_plain_gcc_by_the_only_folder_of_parts(tmp_path):
    files = {"/usr/bin/gcc": "", "/usr/lib/gcc/x86_64-redhat-linux/11/": ""}
    assert compilers(make_root(tmp_path, files)) == (Compiler("gcc", "/usr/bin/gcc", "11"),)


@pytest.mark.parametrize(
    ("parts", "version"),
    [
        (("8/libstdc++.a", "11/cc1"), "11"),
        (("8/libstdc++.a", "11/cc1plus"), "11"),
        (("8/cc1", "11/cc1"), ""),
        (("8/crt.o", "11/crt.o"), ""),
        ((), ""),
    ],
)
def test_a_plain_gcc_among_several_folders(tmp_path, parts, version):
    files = {f"/usr/lib/gcc/x86_64-redhat-linux/{part}": "" for part in parts}
    root = make_root(tmp_path, {"/usr/bin/gcc": "", **files})
    assert compilers(root)[0].version == version


def test_a_gcc_of_its_own_folder_comes_first_on_path(tmp_path):
    toolset = "/opt/rh/devtoolset-9/root/usr"
    files = {
        f"{toolset}/bin/gcc": "",
        f"{toolset}/lib/gcc/x86_64-redhat-linux/9/": "",
        "/usr/bin/gcc": "",
        "/usr/lib/gcc/x86_64-redhat-linux/4.8.5/": "",
    }
    found = compilers(make_root(tmp_path, files), {"PATH": f"{toolset}/bin:/usr/bin"})
    assert found == (Compiler("gcc", f"{toolset}/bin/gcc", "9"),)


@posix_only
def test_clang(tmp_path):
    files = {"/usr/lib/llvm-14/bin/clang": "", "/usr/lib/llvm-14/lib/clang/14.0.6/": ""}
    links = {"/usr/bin/clang": "../lib/llvm-14/bin/clang", "/usr/bin/clang++": "clang"}
    assert compilers(make_root(tmp_path, files, links)) == (
        Compiler("clang", "/usr/bin/clang", "14.0.6"),
    )


@posix_only
def test_a_cache_in_front_is_passed_over(tmp_path):
    files = {**DEBIAN_FILES, "/usr/bin/ccache": ""}
    links = {**DEBIAN_LINKS, "/usr/lib/ccache/gcc": "../../bin/ccache"}
    root = make_root(tmp_path, files, links)
    found = compilers(root, {"PATH": "/usr/lib/ccache:/usr/bin"})
    assert found[0] == Compiler("gcc", "/usr/bin/gcc", "12")


@pytest.mark.parametrize(
    "value", ["/opt/gcc-9/bin/gcc-9", "ccache /opt/gcc-9/bin/gcc-9 -m64", "gcc-9"]
)
def test_what_cc_names_comes_first(tmp_path, value):
    files = {"/opt/gcc-9/bin/gcc-9": "", "/usr/bin/gcc": ""}
    environ = {"CC": value, "PATH": "/usr/bin:/opt/gcc-9/bin"}
    assert compilers(make_root(tmp_path, files), environ) == (
        Compiler("gcc", "/opt/gcc-9/bin/gcc-9", "9"),
        Compiler("gcc", "/usr/bin/gcc", ""),
    )


@posix_only
def test_the_compilers_of_a_conda_environment(tmp_path):
    triplet = "x86_64-conda-linux-gnu"
    files = {f"/env/bin/{triplet}-{name}": "" for name in ("gcc", "g++")}
    files[f"/env/lib/gcc/{triplet}/11.4.0/"] = ""
    root = make_root(tmp_path, files, {f"/env/bin/{triplet}-cc": f"{triplet}-gcc"})
    environ = {"PATH": "/env/bin", "CONDA_PREFIX": "/env", "CC": f"/env/bin/{triplet}-cc"}
    assert compilers(root, environ) == (
        Compiler("gcc", f"/env/bin/{triplet}-cc", "11.4.0"),
        Compiler("g++", f"/env/bin/{triplet}-g++", "11.4.0"),
    )


def test_on_macos_gcc_is_clang(tmp_path):
    found = compilers(make_root(tmp_path, {"/usr/bin/gcc": ""}), system="macos")
    assert found == (Compiler("clang", "/usr/bin/gcc", ""),)


def test_no_compiler(tmp_path):
    assert read_compilers(make_root(tmp_path), PATH, "linux").is_absent
    assert read_compilers(make_root(tmp_path), {"CC": "/gone/cc"}, "linux").is_absent
    assert read_compilers(make_root(tmp_path), PATH, "windows").is_absent


VS = "C:/Program Files/Microsoft Visual Studio"
TOOLS = f"{VS}/2022/BuildTools/VC/Tools/MSVC/14.38.33130"
CL = f"{TOOLS}/bin/Hostx64/x64/cl.exe"


@posix_only
@pytest.mark.parametrize(
    "environ",
    [
        {"PATH": f"C:\\Windows;{CL[:-7]}".replace("/", "\\")},
        {"PATH": "C:\\Windows", "VCToolsInstallDir": TOOLS.replace("/", "\\") + "\\"},
        {"PATH": "C:\\Windows", "ProgramFiles": "C:\\Program Files"},
    ],
)
def test_visual_c(tmp_path, environ):
    root = make_root(tmp_path, {CL: ""})
    assert compilers(root, environ, "windows") == (Compiler("cl", CL, "14.38.33130"),)
