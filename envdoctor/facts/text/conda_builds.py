"""What the build strings of conda's packages tell: "py3.9_cuda11.3_cudnn8.2.0_0", "cuda112py39h...", "py3.8_cpu_0"."""

from __future__ import annotations

import re

from envdoctor.model.account import PYTHON, TORCH_CUDA
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_TORCH = ("pytorch", "libtorch", "pytorch-gpu", "pytorch-cpu")
_CUDA = re.compile(r"cuda_?(\d{1,2})\.?(\d)(?=\D|$)")
_CPU = re.compile(r"(?:^|_)cpu(?:_|\d|$|py)")
_PYTHON = re.compile(r"py(\d)\.?(\d{1,2})(?=\D|$)")


def of_build(name: str, build: str) -> Iterator[Tuple[str, str, str]]:
    """Torch's CUDA, and the Python that the package is for."""
    if name in _TORCH:
        cuda = _CUDA.search(build)
        if cuda:
            yield TORCH_CUDA, "", f"{cuda[1]}.{cuda[2]}"
        elif _CPU.search(build):
            yield TORCH_CUDA, "", "cpu"
    python = _PYTHON.search(build)
    if python and name in (*_TORCH, "torchvision", "numpy", "pip", "setuptools"):
        yield PYTHON, "", f"{python[1]}.{python[2]}"
