"""What single lines claim, format by format."""

import pytest

from envdoctor.model import account as words
from tests.support.pasted import account, claims, sample, values


@pytest.mark.parametrize(
    ("line", "kind", "name", "value"),
    [
        ("python: 3.8", words.PYTHON, "", "3.8"),
        ("Python = 3.9.7 (conda)", words.PYTHON, "", "3.9.7"),
        ("torch: 2.3.0+cu121", words.PACKAGE, "torch", "2.3.0+cu121"),
        ("torch_version: 1.10", words.PACKAGE, "torch", "1.10"),
        ("pytorch==1.12.1", words.PACKAGE, "pytorch", "1.12.1"),
        ("mmdetection: 2.7.0", words.PACKAGE, "mmdet", "2.7.0"),
        ("mmcv (pip list): 1.3.17", words.PACKAGE, "mmcv", "1.3.17"),
        ("mmcv.__version__: 1.2.0", words.IMPORTED, "mmcv", "1.2.0"),
        ("cuda_toolkit: 9.0", words.TOOLKIT, "", "9.0"),
        ("CUDA toolkit (nvcc): 11.8", words.TOOLKIT, "", "11.8"),
        ("nvcc: CUDA 10.1", words.TOOLKIT, "", "10.1"),
        ("torch_built_with_cuda: 12.1", words.TORCH_CUDA, "", "12.1"),
        ("driver: 535.161.08 (CUDA 12.2)", words.DRIVER, "", "535.161.08"),
        ("driver: 535.161.08 (CUDA 12.2)", words.DRIVER_CUDA, "", "12.2"),
        ("driver_max_cuda: 11.4", words.DRIVER_CUDA, "", "11.4"),
        ("gpu: RTX3090", words.GPU, "", "RTX3090"),
        ("gpu: 4 x Tesla V100", words.GPU, "", "Tesla V100"),
        ("compute_capability: 8.6", words.CAPABILITY, "", "8.6"),
        ("gcc: gcc (Ubuntu 9.4.0-1ubuntu1~20.04) 9.4.0", words.COMPILER, "gcc", "9.4.0"),
        ("glibc: 2.12", words.LIBC, "", "2.12"),
        ("arch: powerpc64le", words.MACHINE, "", "ppc64le"),
        ("where: docker container", words.CONTAINER, "", "docker"),
        ("platform: Windows 10", words.SYSTEM, "", "Windows 10"),
        ("pytorch_conda: 1.9.0 py3.8_cpu_0", words.TORCH_CUDA, "", "cpu"),
        ("cudatoolkit: 11.7.0 ha6f8bbd_10 conda-forge", words.PACKAGE, "cudatoolkit", "11.7.0"),
        ("pip: nvidia-nccl-cu12==2.29.3, a==1.0", words.PACKAGE, "nvidia-nccl-cu12", "2.29.3"),
        ("LD_LIBRARY_PATH: /opt/cuda/lib64", words.VARIABLE, "LD_LIBRARY_PATH", "/opt/cuda/lib64"),
        (
            "export CUDA_HOME=/usr/local/cuda-11.1",
            words.VARIABLE,
            "CUDA_HOME",
            "/usr/local/cuda-11.1",
        ),
        ("$ CUDA_VISIBLE_DEVICES=1 python x.py", words.VARIABLE, "CUDA_VISIBLE_DEVICES", "1"),
        ("nvidia_driver | 410.48", words.DRIVER, "", "410.48"),
        ("shm              64M     0   64M   0% /dev/shm", words.SHM, "", "67108864"),
        ("ldd (Ubuntu GLIBC 2.31-0ubuntu9.9) 2.31", words.LIBC, "", "2.31"),
        ("PyTorch (11.3). Please make sure to use the same", words.TORCH_CUDA, "", "11.3"),
        (
            "The detected CUDA version (11.2) mismatches the version that was used to compile",
            words.TOOLKIT,
            "",
            "11.2",
        ),
        (
            r'  File "C:\ProgramData\Anaconda3\lib\site-packages\torch\x.py"',
            words.SYSTEM,
            "",
            "win32",
        ),
        ("/opt/x/mmcv/_ext.cpython-37m-x86_64-linux-gnu.so: undefined", words.PYTHON, "", "3.7"),
        ("/usr/local/cuda-11.3/bin/nvcc -c x.cu", words.TOOLKIT, "/usr/local/cuda-11.3", "11.3"),
        ("I have torch 1.11 with CUDA 11.3, python 3.8", words.PACKAGE, "torch", "1.11"),
        ("My GPU is an RTX 3090 Ti", words.GPU, "", "RTX 3090 Ti"),
        ("(base) user@host:~/x$ nvcc -V", words.COMMAND, "", "nvcc -V"),
        ("Step 3/9 : RUN pip install torch==1.9.0", words.COMMAND, "", "pip install torch==1.9.0"),
        (">>> import torch", words.COMMAND, "", "import torch"),
        ("!pip install mmcv", words.COMMAND, "", "pip install mmcv"),
        (r"PS C:\work> mim install mmcv", words.COMMAND, "", "mim install mmcv"),
    ],
)
def test_a_line(line, kind, name, value):
    assert (name, value) in claims(line + "\n", kind)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("cuda: 11.3", words.TOOLKIT),
        ("cuda: 11.3", words.TORCH_CUDA),
        ("torch: >=2.5.0", words.PACKAGE),
        ("torch: 1.11 pre-release/nightly", words.PACKAGE),
        ("torch: 1.6+cu101 / 1.11.0", words.PACKAGE),
        ("mmcv (requested): 2.1.0", words.PACKAGE),
        ("pip install torch==1.9.0", words.PACKAGE),
        ("RUN pip install mmcv==2.1.0", words.PACKAGE),
        ("Collecting mmcv-full==1.4", words.PACKAGE),
        ("MMCV==2.0.0 is used but incompatible. Please install mmcv>=1.3.17", words.PACKAGE),
        ("This needs torch 1.8 or newer, we have to use it", words.PACKAGE),
        ("build GPU: A100", words.GPU),
        ("gpus: 1", words.GPU),
        ("mmcv.ops: what", words.IMPORTED),
    ],
)
def test_no_more_than_is_said(line, kind):
    assert [claim for claim in claims(line + "\n", kind) if claim[0] != "pip"] == []


PYTHON_ASKED = """\
>>> import torch
>>> torch.__version__
'2.1.0+cu118'
>>> torch.cuda.is_available()
False
"""
ONE_LINE = """\
$ python -c "import torch; print(torch.__version__, torch.version.cuda, torch.cuda.is_available())"
2.1.0+cu118 11.8 False
"""


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        (PYTHON_ASKED, words.IMPORTED, [("torch", "2.1.0+cu118")]),
        (PYTHON_ASKED, words.CUDA_AVAILABLE, [("", "False")]),
        (ONE_LINE, words.IMPORTED, [("torch", "2.1.0+cu118")]),
        (ONE_LINE, words.TORCH_CUDA, [("", "11.8")]),
        ("In [3]: mmcv.__version__\nOut[3]: '2.1.0'\n", words.IMPORTED, [("mmcv", "2.1.0")]),
        (">>> torch.cuda.get_device_name(0)\n'Tesla V100'\n", words.GPU, [("", "Tesla V100")]),
        (">>> x = torch.__version__\n'2.1.0'\n", words.IMPORTED, []),
        (">>> torch.__version__\n>>> torch.version.cuda\n", words.IMPORTED, []),
        (">>> torch.__version__\nTraceback (most recent call last):\n", words.IMPORTED, []),
    ],
)
def test_what_python_answered(text, kind, told):
    assert claims(text, kind) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("mmcv 2.1.0, mmengine 0.10.4 and mmdet 3.2.0", ["2.1.0", "0.10.4", "3.2.0"]),
        ("torch 2.1.2 (cu118)\uff0c mmcv 2.0.1", ["2.1.2", "2.0.1"]),
        ("torch                    2.1.0+cu118", ["2.1.0+cu118"]),
        ("torch 2.1.0", []),
        ("mmcv 2.1.0, which I built", []),
        ("Downloading torch 2.1.0, mmcv 2.0.1", []),
    ],
)
def test_versions_in_a_row(line, told):
    assert values(line + "\n", words.PACKAGE) == told


def test_keys_are_said_in_lower_case():
    said = account("Where: in a container\ncuda : 11.3\n")
    assert said.first(words.SAID, "where").value == "in a container"
    assert said.first(words.SAID, "cuda").value == "11.3"


def test_errors_are_no_keys():
    assert values("RuntimeError: CUDA error\nModuleNotFoundError: No module\n", words.SAID) == []


def test_several_gpus_in_one_value():
    assert values("gpu: 2x RTX 3090\n", words.GPU) == ["RTX 3090", "RTX 3090"]


def test_arches_and_capability_of_torchs_warning():
    text = sample("issue")
    assert values(text, words.TORCH_ARCHES) == ["sm_37 sm_50 sm_60 sm_70"]
    assert claims(text, words.CAPABILITY) == [("NVIDIA GeForce RTX 3090", "8.6")]


def test_arches_of_a_build():
    assert values(sample("collect_env_mmengine_cuda"), words.TORCH_ARCHES) == [
        "sm_37 sm_50 sm_80 sm_86"
    ]


def test_kernel_log():
    said = account(sample("kernel_log"))
    assert [claim.value for claim in said.of(words.XID)] == ["79", "48"]
    assert said.first(words.SAID, "nvidia client library").value == "535.161.08"
    assert said.first(words.SAID, "nvidia kernel module").value == "535.104.05"


def test_pip_takes_the_place_of_what_was_there():
    said = account(sample("pip_install"))
    assert [claim.value for claim in said.of(words.PACKAGE, "torch")][-1] == "2.1.0"
    assert said.first(words.COMMAND).value.startswith("pip install torch==2.1.0")


def test_conda_builds():
    said = account(sample("conda_list"))
    assert said.first(words.CHANNEL, "pytorch").value == "pytorch py3.8_cuda11.3_cudnn8.2.0_0"
    assert said.first(words.TORCH_CUDA).value == "11.3"


def test_editable_places():
    text = "Package  Version  Editable project location\n-------- ------- ----\nmmaction2 1.2.0 /src/mmaction2\n"
    assert claims(text, words.EDITABLE) == [("mmaction2", "/src/mmaction2")]


def test_openmmlabs_modules():
    text = sample("collect_env_mmcv_1.7")
    assert ("mmaction2", "0.24.1+4d6c934") in claims(text, words.IMPORTED)
    assert values(text, words.MMCV_CUDA) == ["11.1"]
    assert account(text).facts.mmaction2.known().version == "0.24.1"
