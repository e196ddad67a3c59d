"""What the keys mean that people give to the parts of an environment.

A bare "cuda: 11.3" is not among them: it may be torch's, the toolkit's or the driver's.
"""

from __future__ import annotations

import re

from envdoctor.facts.distributions import normalized
from envdoctor.facts.environ import read_variables
from envdoctor.facts.text import tellers
from envdoctor.facts.text.openmmlab_env import MODULES
from envdoctor.facts.text.values import VERSION, version
from envdoctor.model.account import CHANNEL, IMPORTED, PACKAGE, VARIABLE
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Dict, Tuple

    from envdoctor.facts.text.tellers import Told

_PINS = re.compile(rf"(?<![\w.-])([A-Za-z][\w.-]{{0,60}})==({VERSION})")
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
_PACKAGES = frozenset(
    (
        *MODULES.values(),
        *("mmcv-full", "mmcv-lite", "mmengine-lite", "openmim"),
        *("numpy", "torchaudio", "torchcodec"),
        *("decord", "av", "opencv-python", "opencv-contrib-python", "opencv-python-headless"),
    )
)
_LISTS = ("pip", "packages", "installed", "installed packages", "pip list", "pip freeze")
_MODULES = {"mmaction": "mmaction2", "cv2": "opencv", "opencv": "opencv"}


def meant(key: str, sign: str, value: str, written: str) -> Told:
    """What a pair claims; `key` is in lower case, `written` as it stood there."""
    if sign == "==":
        if version(value) and " " not in key:
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
    if words in _NAMES or name in _PACKAGES:
        found = tellers.CONDA_BUILD.match(value) if name == "cudatoolkit" else None
        if found:
            yield CHANNEL, name, " ".join(part for part in (found[3], found[2]) if part)
        if found or version(value):
            yield PACKAGE, name, found[1] if found else version(value)
            return
    if words in _LISTS:
        for pin in _PINS.finditer(value):
            yield PACKAGE, normalized(pin[1]), pin[2]


_TELLERS: Tuple[Tuple[Callable[[str], Told], Tuple[str, ...]], ...] = (
    (tellers.python, ("python", "python version", "py", "python ver", "python3")),
    (tellers.executable, ("sys.executable", "python executable", "interpreter", "executable")),
    (tellers.conda_torch, ("pytorch conda", "conda pytorch", "torch conda")),
    (
        tellers.torch_cuda,
        (
            *("torch built with cuda", "torch cuda", "torch.version.cuda", "torch cuda version"),
            *("pytorch cuda version", "cuda used to build pytorch", "torch built with"),
        ),
    ),
    (
        tellers.toolkit,
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
        tellers.driver,
        (
            *("driver", "nvidia driver", "driver version", "nvidia driver version", "gpu driver"),
            *("gpu driver version", "nvidia driver (host)", "host driver", "graphics driver"),
        ),
    ),
    (
        tellers.driver_cuda,
        ("driver max cuda", "driver cuda", "nvidia smi cuda", "cuda (nvidia smi)"),
    ),
    (
        tellers.gpu,
        ("gpu", "gpus", "gpu model", "gpu name", "graphics card", "gpu type", "video card"),
    ),
    (tellers.capability, ("compute capability", "cuda capability", "gpu capability")),
    (
        tellers.available,
        (
            "torch.cuda.is available",
            "torch.cuda.is available()",
            "cuda available",
            "is cuda available",
        ),
    ),
    (tellers.cudnn, ("cudnn", "cudnn version")),
    (
        tellers.arches,
        ("torch.cuda.get arch list", "torch.cuda.get arch list()", "arch list", "torch arch list"),
    ),
    (tellers.compiler("gcc"), ("gcc", "gcc version", "gcc/g++", "gcc (host)")),
    (tellers.compiler("g++"), ("g++", "g++ version")),
    (tellers.compiler("clang"), ("clang", "clang version")),
    (tellers.compiler("cl"), ("msvc", "cl", "msvc version")),
    (tellers.libc, ("glibc", "libc", "glibc version", "libc version")),
    (
        tellers.system,
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
