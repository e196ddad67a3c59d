import json

import pytest

from envdoctor.facts.cuda import read_toolkits, toolkit_version
from envdoctor.model.machine import Toolkit
from tests.support.roots import make_root, posix_only

CUDA_H = "/* head */\n" + "x" * 20000 + "\n#define CUDA_VERSION 11080\n"


def toolkits(root, environ=None, system="linux", prefix=""):
    return read_toolkits(root, environ or {}, system, prefix).known()


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"version.json": json.dumps({"cuda": {"name": "CUDA SDK", "version": "12.4.1"}})}, "12.4.1"),
        ({"version.txt": "CUDA Version 10.2.89\n"}, "10.2.89"),
        ({"include/cuda.h": CUDA_H}, "11.8"),
        ({"targets/x86_64-linux/include/cuda.h": CUDA_H}, "11.8"),
        ({"include/cuda_runtime_api.h": "#define CUDART_VERSION  12060\n"}, "12.6"),
        ({"conda-meta/cuda-nvcc-dev_linux-64-12.5.40-0.json": "", "conda-meta/cuda-nvcc-12.4.131-0.json": ""}, "12.4.131"),
        # A file that cannot be understood leaves the word to the next one.
        ({"version.json": "{", "include/cuda.h": CUDA_H}, "11.8"),
        ({"version.json": '{"cuda": []}', "version.txt": "hello"}, ""),
        ({"version.json": '{"cuda": {"version": 12}}'}, ""),
        ({"include/cuda.h": "#define CUDA_VERSION CUDA_OTHER\n"}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_version_by_files(tmp_path, files, version):
    root = make_root(tmp_path, {f"/opt/cuda/{name}": text for name, text in files.items()})
    assert toolkit_version(root, "/opt/cuda") == version


@posix_only
def test_one_toolkit_chosen_in_many_ways(tmp_path):
    root = make_root(
        tmp_path,
        {"/usr/local/cuda-12.1/bin/nvcc": "\x7fELF", "/usr/local/cuda-12.1/version.json": '{"cuda": {"version": "12.1.1"}}'},
        links={"/usr/local/cuda": "/etc/alternatives/cuda", "/etc/alternatives/cuda": "/usr/local/cuda-12.1"},
    )  # fmt: skip
    environ = {"CUDA_HOME": "/usr/local/cuda", "PATH": "/usr/bin:/usr/local/cuda/bin"}
    why = ("CUDA_HOME", "PATH", "/usr/local/cuda")
    assert toolkits(root, environ) == (Toolkit("/usr/local/cuda-12.1", "12.1.1", why),)


@posix_only
def test_all_toolkits_in_the_order_of_pytorchs_search(tmp_path):
    files = {f"/usr/local/cuda-{v}/bin/nvcc": "" for v in ("10.2", "11.3", "11.8")}
    files.update({"/env/bin/nvcc": "", "/opt/cuda/bin/nvcc": "", "/sdk/bin/nvcc": ""})
    files.update(
        {f"/usr/local/cuda-{v}/version.txt": f"CUDA Version {v}.1\n" for v in ("10.2", "11.3")}
    )
    root = make_root(tmp_path, files, links={"/usr/local/cuda": "cuda-11.3"})
    environ = {"CUDA_PATH": "/sdk", "PATH": "/usr/local/cuda-11.8/bin", "CONDA_PREFIX": "/env"}
    assert toolkits(root, environ) == (
        Toolkit("/sdk", "", ("CUDA_PATH",)),
        Toolkit("/usr/local/cuda-11.8", "", ("PATH",)),
        Toolkit("/usr/local/cuda-11.3", "11.3.1", ("/usr/local/cuda",)),
        Toolkit("/usr/local/cuda-10.2", "10.2.1", ()),
        Toolkit("/opt/cuda", "", ("/opt/cuda",)),
        Toolkit("/env", "", ("environment",)),
    )


def test_the_inspected_environment_goes_before_the_active_one(tmp_path):
    root = make_root(tmp_path, {"/active/bin/nvcc": "", "/target/bin/nvcc": ""})
    found = toolkits(root, {"CONDA_PREFIX": "/active"}, prefix="/target")
    assert found == (Toolkit("/target", "", ("environment",)),)


@pytest.mark.parametrize(
    "script",
    [
        '#!/bin/sh\nexec /usr/local/cuda-13.0/bin/nvcc "$@"\n',
        '#!/bin/sh\nexec "/usr/local/cuda-13.0/bin/nvcc" "$@"\n',
    ],
)
def test_a_script_on_path_hands_on_to_the_real_nvcc(tmp_path, script):
    files = {"/usr/bin/nvcc": script, "/usr/local/cuda-13.0/bin/nvcc": "\x7fELF"}
    found = toolkits(make_root(tmp_path, files), {"PATH": "/usr/bin"})
    assert found == (Toolkit("/usr/local/cuda-13.0", "", ("PATH",)),)


def test_debians_own_package(tmp_path):
    files = {
        "/usr/bin/nvcc": "#!/bin/sh\nexec /usr/lib/nvidia-cuda-toolkit/bin/nvcc\n",
        "/usr/lib/nvidia-cuda-toolkit/bin/nvcc": "\x7fELF",
        "/usr/include/cuda.h": CUDA_H,
    }
    found = toolkits(make_root(tmp_path, files), {"PATH": "/usr/bin"})
    assert found == (Toolkit("/usr/lib/nvidia-cuda-toolkit", "11.8", ("PATH",)),)


def test_a_folder_without_nvcc_is_no_toolkit(tmp_path):
    root = make_root(tmp_path, {"/usr/local/cuda-12.1/lib64/libcudart.so": ""})
    environ = {"CUDA_HOME": "/usr/local/cuda-12.1", "CUDA_PATH": "/gone", "PATH": "relative::/gone"}
    assert read_toolkits(root, environ, "linux").is_absent


def test_a_variable_that_no_path_can_be_made_of(tmp_path):
    assert read_toolkits(make_root(tmp_path), {"CUDA_HOME": "/a\0b"}, "linux").is_absent


@posix_only
def test_windows(tmp_path):
    shelf = "C:/Program Files/NVIDIA GPU Computing Toolkit/CUDA"
    files = {f"{shelf}/v{v}/bin/nvcc.exe": "" for v in ("11.8", "12.1")}
    files[f"{shelf}/v12.1/version.json"] = '{"cuda": {"version": "12.1.0"}}'
    environ = {
        "CUDA_PATH": f"{shelf}/v12.1".replace("/", "\\"),
        "PATH": f'C:\\Windows;"{shelf}/v12.1/bin"'.replace("/", "\\"),
        "ProgramFiles": "C:\\Program Files",
    }
    found = toolkits(make_root(tmp_path, files), environ, "windows")
    assert [(t.path.lstrip("/"), t.version, t.chosen_by) for t in found] == [
        (f"{shelf}/v12.1", "12.1.0", ("CUDA_PATH", "PATH")),
        (f"{shelf}/v11.8", "", ()),
    ]
