"""Compiled extensions of the stack as facts."""

import pytest

from envdoctor.facts.extension_file import newest, python_tag
from envdoctor.facts.extensions import read_extensions
from envdoctor.facts.folders import Folders
from envdoctor.model.environment import Mmcv, Package, Torch
from envdoctor.model.read import ABSENT, UNREADABLE, Read
from tests.support.binaries import KERNELS, MACHINE_AT, TINY, content, patched
from tests.support.roots import make_root

SITE = "/env/lib/python3.10/site-packages"
OPS = f"{SITE}/mmcv/_ext.cpython-310-x86_64-linux-gnu.so"
ZERO = "_ZN2at4_ops5zero_4callERNS_6TensorE"
NONE = Read.absent("", "not there")


def _package(module):
    return Package(module, module, "2.1.0", f"{SITE}/{module}", False, ())


def _mmcv():
    return Read.of(Mmcv(_package("mmcv"), None), "version.py")


def _torch():
    return Read.of(
        Torch("2.1.2+cu121", "12.1", None, "cu121", "wheel", f"{SITE}/torch"), "version.py"
    )


def _read(tmp_path, files, torch=NONE, torchvision=NONE):
    folders = Folders(make_root(tmp_path, files))
    telltales = ((ZERO.encode(), b"_ZN3c104cuda9SetDeviceEi"), (b"_ZN2at4_ops",))
    return read_extensions(folders, _mmcv(), torchvision, torch, lambda: telltales)


def test_what_a_file_tells(tmp_path):
    (ops,) = _read(tmp_path, {OPS: content(TINY)}).known()
    assert (ops.module, ops.path, ops.format, ops.machine) == ("mmcv._ext", OPS, "elf", "x86_64")
    assert ops.python_tag == "cp310"
    assert ops.needed == ("libm.so.6", "libc.so.6")
    assert ops.version_needs == ("GLIBC_2.14",)
    assert (ops.links_cuda, ops.cubins, ops.ptx) == (False, (), ())
    assert ops.telltales == (ZERO, "_ZN2at4_ops")
    assert ops.cxx11_abi is False
    assert (ops.unresolved, ops.damaged) == (None, "")


def test_gpu_code_makes_it_a_build_with_cuda(tmp_path):
    (ops,) = _read(tmp_path, {OPS: content(KERNELS)}).known()
    assert (ops.links_cuda, ops.cubins, ops.ptx) == (
        True,
        ("sm_75", "sm_80", "sm_90a"),
        ("compute_90",),
    )


def test_no_extension_is_absent(tmp_path):
    found = _read(tmp_path, {f"{SITE}/mmcv/__init__.py": ""})
    assert found.state == ABSENT


def test_every_build_of_a_module_and_torchvision_too(tmp_path):
    other = OPS.replace("310", "38")
    vision = f"{SITE}/torchvision/_C.so"
    found = _read(
        tmp_path,
        {OPS: content(TINY), other: content(TINY), vision: content(TINY)},
        torchvision=Read.of(_package("torchvision"), "version.py"),
    )
    assert [(item.module, item.python_tag) for item in found.known()] == [
        ("mmcv._ext", "cp310"),
        ("mmcv._ext", "cp38"),
        ("torchvision._C", ""),
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "it is empty"),
        (b"version https://git-lfs", "it is no binary"),
        (content(TINY)[:1000], "it is cut off"),
        (patched(content(TINY), 16, "<H", 1), "no shared library, but relocatable"),
    ],
)
def test_damage_is_a_fact(tmp_path, data, problem):
    (ops,) = _read(tmp_path, {OPS: data}).known()
    assert problem in ops.damaged
    assert ops.links_cuda is None


def test_other_systems_binaries_are_recognised(tmp_path):
    windows = b"MZ" + b"\0" * 58 + b"\x40\0\0\0" + b"PE\0\0" + b"\x64\x86"
    pyd, mac = f"{SITE}/mmcv/_ext.cp310-win_amd64.pyd", f"{SITE}/mmcv/_ext.cpython-310-darwin.so"
    first, second = _read(tmp_path, {pyd: windows, mac: b"\xcf\xfa\xed\xfe" + b"\0" * 60}).known()
    assert (first.format, first.machine, first.python_tag) == ("pe", "x86_64", "cp310")
    assert (second.format, second.machine, second.python_tag) == ("mach-o", "", "cp310")


def test_symbols_are_compared_with_those_of_the_torch_beside_it(tmp_path):
    libraries = {
        f"{SITE}/torch/lib/{name}": content(TINY)
        for name in ("libc10.so", "libtorch_cpu.so", "libtorch_python.so")
    }
    (ops,) = _read(tmp_path, {OPS: content(TINY), **libraries}, _torch()).known()
    assert ops.unresolved == (ZERO, "_ZN3c105ErrorC2ENS_14SourceLocationESs")


@pytest.mark.parametrize(
    "libc10",
    [content(TINY)[:500], b"", patched(content(TINY), MACHINE_AT, "<H", 183)],
    ids=["cut off", "empty", "another machine"],
)
def test_nothing_is_compared_with_a_torch_that_cannot_be_read(tmp_path, libc10):
    libraries = {
        f"{SITE}/torch/lib/{name}": content(TINY)
        for name in ("libtorch_cpu.so", "libtorch_python.so")
    }
    libraries[f"{SITE}/torch/lib/libc10.so"] = libc10
    (ops,) = _read(tmp_path, {OPS: content(TINY), **libraries}, _torch()).known()
    assert (ops.unresolved, ops.damaged) == (None, "")


def test_a_file_that_cannot_be_opened_is_unreadable(tmp_path):
    found = _read(tmp_path, {f"{OPS}/": ""})
    assert found.state == UNREADABLE
    assert "no regular file" in found.reason


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("_ext.cpython-311-x86_64-linux-gnu.so", "cp311"),
        ("_ext.cpython-313t-x86_64-linux-gnu.so", "cp313t"),
        ("_ext.cpython-38-aarch64-linux-gnu.so", "cp38"),
        ("_ext.cpython-310-darwin.so", "cp310"),
        ("_ext.cp39-win_amd64.pyd", "cp39"),
        ("_ext.abi3.so", "abi3"),
        ("_ext.so", ""),
    ],
)
def test_the_tag_in_a_name(name, tag):
    assert python_tag(f"/site/mmcv/{name}") == tag


def test_the_newest_version_of_each_family():
    versions = [
        "GLIBC_2.4",
        "GLIBC_2.17",
        "GLIBC_2.3.4",
        "GLIBCXX_3.4.21",
        "GLIBCXX_3.4.9",
        "CXXABI_1.3",
        "GLIBC_PRIVATE",
    ]
    assert list(newest(iter(versions))) == ["CXXABI_1.3", "GLIBC_2.17", "GLIBCXX_3.4.21"]
