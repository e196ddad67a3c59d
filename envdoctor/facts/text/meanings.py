"""What the keys mean that people give to the parts of an environment.

A bare "cuda: 11.3" is not among them: it may be torch's, the toolkit's or the driver's.
"""

from __future__ import annotations

import re

from envdoctor.facts.distributions import is_stack, normalized
from envdoctor.facts.environ import read_variables
from envdoctor.facts.text.torch_env import available, build_of_torch
from envdoctor.facts.text.values import (
    VERSION,
    container,
    cuda_version,
    first_version,
    gpu_names,
    is_system,
    last_version,
    machine,
    version,
)
from envdoctor.model.account import (
    CAPABILITY,
    CHANNEL,
    COMPILER,
    CONTAINER,
    CUDA_AVAILABLE,
    CUDNN,
    DRIVER,
    DRIVER_CUDA,
    EXECUTABLE,
    GPU,
    IMPORTED,
    LIBC,
    MACHINE,
    PACKAGE,
    PYTHON,
    SYSTEM,
    TOOLKIT,
    TORCH_ARCHES,
    TORCH_CUDA,
    VARIABLE,
    WSL,
)
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Dict, Iterator, Tuple

    Told = Iterator[Tuple[str, str, str]]

_PINS = re.compile(rf"(?<![\w.-])([A-Za-z][\w.-]{{0,60}})==({VERSION})")
_CONDA = re.compile(rf"({VERSION})\s+(\S{{1,60}})(?:\s+(\S{{1,60}}))?$")
_ARCHES = re.compile(r"\b(?:sm|compute)_\d{2,3}a?\b")
_CAPABILITY = re.compile(r"(?:sm_)?\(?(\d{1,2})[., ]{0,2}(\d)\)?$")
_NAMES = {
    "pytorch": "torch",
    "torch": "torch",
    "mmaction": "mmaction2",
    "mmdetection": "mmdet",
    "mmclassification": "mmcls",
    "opencv": "opencv-python",
    "cv2": "opencv-python",
    "mkl": "mkl",
    "cudatoolkit": "cudatoolkit",
    "pytorch cuda": "pytorch-cuda",
    "setuptools": "setuptools",
    "pip": "pip",
    "transformers": "transformers",
    "tensorflow": "tensorflow",
    "flash attn": "flash-attn",
}
"""Keys that are names of packages beyond those of the stack."""
_MODULES = {"mmaction": "mmaction2", "cv2": "opencv", "opencv": "opencv"}


def meant(key: str, sign: str, value: str, written: str) -> Told:
    """What a pair claims; `key` is in lower case, `written` as it stood there."""
    if sign == "==":
        if version(value):
            yield PACKAGE, normalized(key), version(value)
        return
    if " " not in written and read_variables({written: value}).value:
        for item in read_variables({written: value}).value or ():
            yield VARIABLE, item.name, item.value
        return
    if key.endswith(".__version__"):
        if version(value):
            name = key[: -len(".__version__")]
            yield IMPORTED, _MODULES.get(name, name), version(value)
        return
    words = " ".join(key.replace("_", " ").replace("-", " ").split())
    tell = _KEYS.get(words)
    if tell is not None:
        yield from tell(value)
    else:
        yield from _package(words, value)


def _package(words: str, value: str) -> Told:
    for suffix in (" version", " (pip list)", " (pip)", " (conda)", " (installed)"):
        if words.endswith(suffix):
            words = words[: -len(suffix)]
            break
    name = _NAMES.get(words) or words.replace(" ", "-")
    if (words in _NAMES or is_stack(name)) and version(value):
        yield PACKAGE, name, version(value)
        found = _CONDA.match(value) if name == "cudatoolkit" else None
        if found:
            yield CHANNEL, name, " ".join(part for part in (found[3], found[2]) if part)
    elif words in ("pip", "packages", "installed", "installed packages", "pip list", "pip freeze"):
        for pin in _PINS.finditer(value):
            yield PACKAGE, normalized(pin[1]), pin[2]


def _conda_torch(value: str) -> Told:
    found = _CONDA.match(value)
    if found:
        yield CHANNEL, "pytorch", " ".join(part for part in (found[3], found[2]) if part)
    if found or version(value):
        yield PACKAGE, "pytorch", found[1] if found else version(value)


def _python(value: str) -> Told:
    if value.startswith("/"):
        yield EXECUTABLE, "", value
        return
    value = value[6:].strip() if value.lower().startswith("python") else value
    if version(value):
        yield PYTHON, "", version(value)


def _torch_cuda(value: str) -> Told:
    if build_of_torch(value) or value.lower() == "cpu":
        yield TORCH_CUDA, "", build_of_torch(value) or "cpu"


def _toolkit(value: str) -> Told:
    if cuda_version(value):
        yield TOOLKIT, "", cuda_version(value.partition("release ")[2] or value)


def _driver(value: str) -> Told:
    number, _, rest = value.partition("CUDA")
    if first_version(number):
        yield DRIVER, "", first_version(number)
    if cuda_version(rest):
        yield DRIVER_CUDA, "", cuda_version(rest)


def _driver_cuda(value: str) -> Told:
    if cuda_version(value):
        yield DRIVER_CUDA, "", cuda_version(value)


def _gpu(value: str) -> Told:
    for name in gpu_names(value):
        yield GPU, "", name


def _capability(value: str) -> Told:
    found = _CAPABILITY.match(value)
    if found:
        yield CAPABILITY, "", f"{int(found[1])}.{found[2]}"


def _available(value: str) -> Told:
    if available(value):
        yield CUDA_AVAILABLE, "", available(value)


def _cudnn(value: str) -> Told:
    if first_version(value):
        yield CUDNN, "", first_version(value)


def _compiler(name: str) -> Callable[[str], Told]:
    def tell(value: str) -> Told:
        if last_version(value):
            yield COMPILER, name, last_version(value)

    return tell


def _libc(value: str) -> Told:
    value = value.lower().replace("glibc", "").strip(" -")
    if version(value):
        yield LIBC, "", version(value)


def _system(value: str) -> Told:
    if is_system(value):
        yield SYSTEM, "", value
    if "wsl" in value.lower() or "microsoft-standard" in value.lower():
        yield WSL, "", "True"
    if machine(value):
        yield MACHINE, "", machine(value)
    if container(value):
        yield CONTAINER, "", container(value)


def _arches(value: str) -> Told:
    found = dict.fromkeys(_ARCHES.findall(value))
    if found:
        yield TORCH_ARCHES, "", " ".join(found)


def _executable(value: str) -> Told:
    if "/" in value or "\\" in value:
        yield EXECUTABLE, "", value


_TELLERS: Tuple[Tuple[Callable[[str], Told], Tuple[str, ...]], ...] = (
    (_python, ("python", "python version", "py", "python ver", "python3")),
    (_executable, ("sys.executable", "python executable", "interpreter", "executable")),
    (_conda_torch, ("pytorch conda", "conda pytorch", "torch conda")),
    (
        _torch_cuda,
        (
            *("torch built with cuda", "torch cuda", "torch.version.cuda", "torch cuda version"),
            *("pytorch cuda version", "cuda used to build pytorch", "torch built with"),
        ),
    ),
    (
        _toolkit,
        (
            *(
                "cuda toolkit",
                "toolkit",
                "nvcc",
                "nvcc cuda",
                "nvcc version",
                "cuda toolkit (nvcc)",
            ),
            *("nvcc cuda version", "cuda toolkit version", "cuda (nvcc)", "nvcc v", "nvcc release"),
        ),
    ),
    (
        _driver,
        (
            *("driver", "nvidia driver", "driver version", "nvidia driver version", "gpu driver"),
            *("gpu driver version", "nvidia driver (host)", "host driver", "graphics driver"),
        ),
    ),
    (_driver_cuda, ("driver max cuda", "driver cuda", "nvidia smi cuda", "cuda (nvidia smi)")),
    (_gpu, ("gpu", "gpus", "gpu model", "gpu name", "graphics card", "gpu type", "video card")),
    (_capability, ("compute capability", "cuda capability", "gpu capability")),
    (
        _available,
        (
            "torch.cuda.is available",
            "torch.cuda.is available()",
            "cuda available",
            "is cuda available",
        ),
    ),
    (_cudnn, ("cudnn", "cudnn version")),
    (
        _arches,
        ("torch.cuda.get arch list", "torch.cuda.get arch list()", "arch list", "torch arch list"),
    ),
    (_compiler("gcc"), ("gcc", "gcc version", "gcc/g++", "gcc (host)")),
    (_compiler("g++"), ("g++", "g++ version")),
    (_compiler("clang"), ("clang", "clang version")),
    (_compiler("cl"), ("msvc", "cl", "msvc version")),
    (_libc, ("glibc", "libc", "glibc version", "libc version")),
    (
        _system,
        (
            *(
                "os",
                "operating system",
                "system",
                "platform",
                "sys.platform",
                "os version",
                "distro",
            ),
            *(
                "arch",
                "architecture",
                "machine",
                "where",
                "os platform",
                "user",
                "environment",
                "host os",
            ),
        ),
    ),
)
_KEYS: Dict[str, Callable[[str], Told]] = {key: tell for tell, keys in _TELLERS for key in keys}
