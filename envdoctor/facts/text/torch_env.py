"""What `python -m torch.utils.collect_env` prints, in every layout since torch 1.8."""

from __future__ import annotations

import re

from envdoctor.facts.distributions import normalized
from envdoctor.facts.text.conda_builds import of_build
from envdoctor.facts.text.values import (
    compiler_version,
    cuda_version,
    first_version,
    gpu_names,
    is_system,
    machine,
    version,
)
from envdoctor.model.account import (
    CHANNEL,
    COMPILER,
    CUDA_AVAILABLE,
    CUDNN,
    DRIVER,
    GPU,
    IMPORTED,
    LIBC,
    MACHINE,
    PACKAGE,
    PYTHON,
    SYSTEM,
    TOOLKIT,
    TORCH_CUDA,
    WSL,
    Claim,
    Quote,
)
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Dict, Iterator, Sequence, Tuple

    Told = Iterator[Tuple[str, str, str]]

_PIP = re.compile(r"\[pip3?\]\s+([A-Za-z0-9][\w.-]{0,80})(?:==|\s+\(?)([^\s)]{1,80})")
_CONDA = re.compile(
    r"\[conda\]\s+([A-Za-z0-9][\w.-]{0,80})\s+(\d\S{0,60})(?:\s+(\S{1,80}))?(?:\s+(\S{1,80}))?"
)
_CUDNN = re.compile(r"(?:\S*/)?libcudnn\.so\.(\d+(?:\.\d+){0,3})$")
_NONE = ("", "n/a", "none", "no cuda", "could not collect")
_ANSWERS = {"true": "True", "yes": "True", "false": "False", "no": "False"}


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """Its labels, and the lines marked [pip3] and [conda]."""
    for line in lines:
        text = line.text
        if text.startswith("["):
            for kind, name, value in _library(text):
                yield Claim(kind, name, value, line)
            continue
        label, colon, value = text.partition(":")
        tell = _LABELS.get(label) if colon else None
        if tell is not None and value.strip().lower() not in _NONE:
            for kind, name, told in tell(value.strip()):
                yield Claim(kind, name, told, line)
        elif text.startswith("/") and "libcudnn.so." in text:
            match = _CUDNN.match(text)
            if match:
                yield Claim(CUDNN, "", match[1], line)


def build_of_torch(value: str) -> str:
    """The CUDA of a build: "cpu" where torch.version.cuda is None."""
    return "cpu" if value.lower() == "none" else cuda_version(value)


def available(value: str) -> str:
    """The answer of torch.cuda.is_available() as Python writes it; "" for no answer."""
    return _ANSWERS.get(value.split(" ", maxsplit=1)[0].lower(), "")


def _library(text: str) -> Told:
    match = _PIP.match(text)
    if match:
        yield PACKAGE, normalized(match[1]), match[2]
        return
    match = _CONDA.match(text)
    if match:
        name = normalized(match[1])
        yield PACKAGE, name, match[2]
        origin = " ".join(part for part in (match[4], match[3]) if part)
        if origin:
            yield CHANNEL, name, origin
        yield from of_build(name, match[3] or "")


def _torch(value: str) -> Told:
    if version(value):
        yield IMPORTED, "torch", version(value)


def _torch_cuda(value: str) -> Told:
    if build_of_torch(value):
        yield TORCH_CUDA, "", build_of_torch(value)


def _system(value: str) -> Told:
    if is_system(value):
        yield SYSTEM, "", value
    if machine(value):
        yield MACHINE, "", machine(value)


def _python_platform(value: str) -> Told:
    yield from _system(value)
    if "microsoft" in value.lower():
        yield WSL, "", "True"
    _, libc, release = value.partition("-with-glibc")
    if libc and first_version(release):
        yield LIBC, "", first_version(release)


def _python(value: str) -> Told:
    if first_version(value):
        yield PYTHON, "", first_version(value)


def _available(value: str) -> Told:
    if available(value):
        yield CUDA_AVAILABLE, "", available(value)


def _toolkit(value: str) -> Told:
    if cuda_version(value):
        yield TOOLKIT, "", cuda_version(value)


def _driver(value: str) -> Told:
    if first_version(value):
        yield DRIVER, "", first_version(value)


def _gpu(value: str) -> Told:
    if not value.startswith("GPU "):
        for name in gpu_names(value):
            yield GPU, "", name


def _cudnn(value: str) -> Told:
    match = _CUDNN.match(value)
    if match:
        yield CUDNN, "", match[1]


def _compiler(name: str) -> Callable[[str], Told]:
    def tell(value: str) -> Told:
        if compiler_version(value):
            yield COMPILER, name, compiler_version(value)

    return tell


def _libc(value: str) -> Told:
    if value.startswith("glibc") and first_version(value.replace("-", " ")):
        yield LIBC, "", first_version(value.replace("-", " "))


_LABELS: Dict[str, Callable[[str], Told]] = {
    "PyTorch version": _torch,
    "CUDA used to build PyTorch": _torch_cuda,
    "OS": _system,
    "GCC version": _compiler("gcc"),
    "Clang version": _compiler("clang"),
    "Libc version": _libc,
    "Python version": _python,
    "Python platform": _python_platform,
    "Is CUDA available": _available,
    "CUDA runtime version": _toolkit,
    "GPU models and configuration": _gpu,
    "Nvidia driver version": _driver,
    "cuDNN version": _cudnn,
    "Architecture": _system,
}
