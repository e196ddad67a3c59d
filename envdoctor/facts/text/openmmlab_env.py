"""What the `collect_env` of mmengine, mmcv and their downstreams prints, and what torch says of its build."""

from __future__ import annotations

import re

from envdoctor.facts.text.torch_env import available
from envdoctor.facts.text.values import compiler_version, cuda_version, first_version, version
from envdoctor.model.account import (
    COMPILER,
    CUDA_AVAILABLE,
    CUDNN,
    IMPORTED,
    MMCV_CUDA,
    PYTHON,
    SYSTEM,
    TOOLKIT,
    TORCH_ARCHES,
    TORCH_CUDA,
    VARIABLE,
    Claim,
    Quote,
)
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Sequence, Tuple

    Told = Iterator[Tuple[str, str, str]]

MODULES = {
    "PyTorch": "torch",
    "TorchVision": "torchvision",
    "OpenCV": "opencv",
    "MMEngine": "mmengine",
    "MMCV": "mmcv",
    "MMDetection": "mmdet",
    "MMDetection3D": "mmdet3d",
    "MMPose": "mmpose",
    "MMAction2": "mmaction2",
    "MMAction": "mmaction2",
    "MMPretrain": "mmpretrain",
    "MMPreTrain": "mmpretrain",
    "MMClassification": "mmcls",
    "MMSegmentation": "mmsegmentation",
    "MMTracking": "mmtrack",
    "MMOCR": "mmocr",
    "MMRotate": "mmrotate",
    "MMYOLO": "mmyolo",
    "MMDeploy": "mmdeploy",
    "MMagic": "mmagic",
    "MMEditing": "mmedit",
    "MMSelfSup": "mmselfsup",
    "MMRazor": "mmrazor",
}
"""The keys under which versions are printed, and the distributions they are of."""
_LABELS = frozenset(
    (
        *MODULES,
        *("sys.platform", "Python", "CUDA available", "CUDA_HOME", "NVCC", "GCC", "MSVC"),
        *("MMCV CUDA Compiler", "CUDA Runtime"),
    )
)
_RUNTIME = re.compile(r"CUDA Runtime:? (\d{1,2}\.\d{1,2})")
_CUDNN = re.compile(r"CuDNN (\d{1,2}(?:\.\d{1,3}){1,3})")
_ARCH = re.compile(r"code=(sm_\d{2,3}a?|compute_\d{2,3})")
_BUILT = re.compile(r"CUDA_VERSION=(\d{1,2}\.\d{1,2})")
_PLATFORMS = ("linux", "win32", "darwin", "cygwin")
_FLAGS = "NVCC architecture flags:"


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """Its keys, as it writes them."""
    home = ""
    for line in lines:
        label, colon, value = line.text.partition(":")
        if colon and label in _LABELS:
            if label == "CUDA_HOME":
                home = value.strip()
            for kind, name, told in _keyed(label, value.strip(), home):
                yield Claim(kind, name, told, line)
        else:
            claim = _of_build(line)
            if claim is not None:
                yield claim


def _keyed(label: str, value: str, home: str) -> Told:
    if label in MODULES:
        if version(value):
            yield IMPORTED, MODULES[label], version(value)
    elif label == "Python":
        if version(value.partition("|")[0].strip()):
            yield PYTHON, "", version(value.partition("|")[0].strip())
    elif label == "sys.platform":
        if value in _PLATFORMS:
            yield SYSTEM, "", value
    elif label == "CUDA available":
        if available(value):
            yield CUDA_AVAILABLE, "", available(value)
    else:
        yield from _built(label, value, home)


def _built(label: str, value: str, home: str) -> Told:
    """What compiles, and what was compiled."""
    cuda = cuda_version(value)
    if label == "CUDA_HOME" and value.startswith(("/", "C:", "D:", "E:")):
        yield VARIABLE, "CUDA_HOME", value
    elif label == "NVCC" and cuda:
        yield TOOLKIT, home, _nvcc(value)
    elif label == "GCC" and compiler_version(value):
        yield COMPILER, "gcc", compiler_version(value)
    elif label == "MSVC" and first_version(value):
        yield COMPILER, "cl", first_version(value)
        yield SYSTEM, "", "win32"
    elif label == "MMCV CUDA Compiler":
        yield MMCV_CUDA, "", cuda or value
    elif label == "CUDA Runtime" and cuda:
        yield TORCH_CUDA, "", cuda


def _nvcc(value: str) -> str:
    """The release of "Cuda compilation tools, release 11.3, V11.3.109" and of "Build cuda_11.1.TC455_06"."""
    _, release, rest = value.partition("release ")
    return cuda_version(rest if release else value)


def _of_build(line: Quote) -> Optional[Claim]:
    """One line of torch.__config__.show()."""
    text = line.text
    if text.startswith("CUDA Runtime"):
        match = _RUNTIME.match(text)
        return Claim(TORCH_CUDA, "", match[1], line) if match else None
    if text.startswith("CuDNN "):
        match = _CUDNN.match(text)
        return Claim(CUDNN, "", match[1], line) if match else None
    if text.startswith(_FLAGS):
        found = dict.fromkeys(_ARCH.findall(text))
        return Claim(TORCH_ARCHES, "", " ".join(found), line) if found else None
    if text.startswith("Build settings:"):
        match = _BUILT.search(text)
        return Claim(TORCH_CUDA, "", match[1], line) if match else None
    return None
