"""What a value claims once its key is understood: one function for each kind of thing."""

from __future__ import annotations

import re

from envdoctor.facts.text.conda_builds import of_build
from envdoctor.facts.text.torch_env import available as _answer
from envdoctor.facts.text.torch_env import build_of_torch
from envdoctor.facts.text.values import (
    VERSION,
    compiler_version,
    container,
    cuda_version,
    first_version,
    gpu_names,
    is_system,
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
    LIBC,
    MACHINE,
    PACKAGE,
    PYTHON,
    SYSTEM,
    TOOLKIT,
    TORCH_ARCHES,
    TORCH_CUDA,
    WSL,
)
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Iterator, Tuple

    Told = Iterator[Tuple[str, str, str]]

CONDA_BUILD = re.compile(rf"({VERSION})\s+(\S{{1,60}})(?:\s+(\S{{1,60}}))?$")
"""Version, build and channel as conda lists them."""
_ARCHES = re.compile(r"\b(?:sm|compute)_\d{2,3}a?\b")
_CAPABILITY = re.compile(r"(?:sm_)?\(?(\d{1,2})[., ]{0,2}(\d)\)?$")


def conda_torch(value: str) -> Told:
    """conda's pytorch with its build: "1.9.0 py3.8_cpu_0 pytorch"."""
    found = CONDA_BUILD.match(value)
    if found:
        yield CHANNEL, "pytorch", " ".join(part for part in (found[3], found[2]) if part)
        yield from of_build("pytorch", found[2])
    if found or version(value):
        yield PACKAGE, "pytorch", found[1] if found else version(value)


def python(value: str) -> Told:
    """The version, or the path of the interpreter."""
    if value.startswith("/"):
        yield EXECUTABLE, "", value
        return
    value = value[6:].strip() if value.lower().startswith("python") else value
    if version(value):
        yield PYTHON, "", version(value)


def torch_cuda(value: str) -> Told:
    """The CUDA of torch's build."""
    if build_of_torch(value) or value.lower() == "cpu":
        yield TORCH_CUDA, "", build_of_torch(value) or "cpu"


def toolkit(value: str) -> Told:
    """nvcc's CUDA."""
    if cuda_version(value):
        yield TOOLKIT, "", cuda_version(value.partition("release ")[2] or value)


def driver(value: str) -> Told:
    """The driver's version, and the CUDA in brackets behind it."""
    number, _, rest = value.partition("CUDA")
    if first_version(number):
        yield DRIVER, "", first_version(number)
    if cuda_version(rest):
        yield DRIVER_CUDA, "", cuda_version(rest)


def driver_cuda(value: str) -> Told:
    """The newest CUDA of the driver."""
    if cuda_version(value):
        yield DRIVER_CUDA, "", cuda_version(value)


def gpu(value: str) -> Told:
    """GPUs by their names."""
    for name in gpu_names(value):
        yield GPU, "", name


def capability(value: str) -> Told:
    """As in "8.6", "(8, 6)", "sm_86"."""
    found = _CAPABILITY.match(value)
    if found:
        yield CAPABILITY, "", f"{int(found[1])}.{found[2]}"


def available(value: str) -> Told:
    """torch's answer."""
    if _answer(value):
        yield CUDA_AVAILABLE, "", _answer(value)


def cudnn(value: str) -> Told:
    """cuDNN's version."""
    if first_version(value):
        yield CUDNN, "", first_version(value)


def compiler(name: str) -> Callable[[str], Told]:
    """A host compiler's version."""

    def tell(value: str) -> Told:
        if compiler_version(value):
            yield COMPILER, name, compiler_version(value)

    return tell


def libc(value: str) -> Told:
    """glibc's version."""
    value = value.lower().replace("glibc", "").strip(" -")
    if version(value):
        yield LIBC, "", version(value)


def system(value: str) -> Told:
    """Operating system, processor, container, WSL."""
    if is_system(value):
        yield SYSTEM, "", value
    if "wsl" in value.lower() or "microsoft-standard" in value.lower():
        yield WSL, "", "True"
    if machine(value):
        yield MACHINE, "", machine(value)
    if container(value):
        yield CONTAINER, "", container(value)


def arches(value: str) -> Told:
    """Architectures of a build."""
    found = dict.fromkeys(_ARCHES.findall(value))
    if found:
        yield TORCH_ARCHES, "", " ".join(found)


def executable(value: str) -> Told:
    """The interpreter's path."""
    if "/" in value or "\\" in value:
        yield EXECUTABLE, "", value
