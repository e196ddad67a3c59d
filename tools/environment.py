"""What the commands of the README share: a virtual environment in the clone, with the right torch.

The standard library alone: a newcomer has nothing else yet. No CUDA package is downloaded onto a
machine without an NVIDIA GPU.
"""

import json
import os
import platform
import re
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from typing import List, NamedTuple, NoReturn, Optional, Sequence, Tuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CPU_INDEX = "https://download.pytorch.org/whl/cpu"

INTERRUPTED = 130
NOT_FINISHED = 3

_ANSWER_SECONDS = 4.0
_ASK_SECONDS = 180.0
_OLDEST_PIP = (23, 1)
_GPU_PATHS = (
    "/dev/nvidiactl",
    "/dev/nvidia0",
    "/proc/driver/nvidia/version",
    "/usr/lib/wsl/lib/libcuda.so.1",
)
_CPU_BUILD = re.compile(r"(?<![\w.+])(\d+(?:\.\d+)+\+cpu)(?![\w.+])")
_CUDA_PACKAGE = re.compile(r"^(nvidia|cuda)[-_.]", re.IGNORECASE)


class Failed(Exception):
    """A step that the rest depends on did not work, in one sentence for a person."""


class TorchSource(NamedTuple):
    """Where torch comes from on this machine."""

    arguments: Tuple[str, ...]
    """What `pip install` is given; () when torch is not to be installed."""
    why: str


def say(text: str) -> None:
    """One line for the person who waits."""
    print(text, flush=True)


def fail(sentence: str) -> NoReturn:
    """Gives up with one clear sentence."""
    raise Failed(sentence)


def run(argv: Sequence[str]) -> int:
    """Shows the command, runs it in the clone, and returns its exit code."""
    say("\n$ " + " ".join(shlex.quote(_short(part)) for part in argv))
    return subprocess.call(list(argv), cwd=ROOT)


def must(argv: Sequence[str], sentence: str) -> None:
    """Runs a command that the rest depends on."""
    code = run(argv)
    if code:
        fail(f"{sentence} (exit code {code}; its own words stand above)")


def ask(argv: Sequence[str]) -> Optional[str]:
    """What the command prints, or None when it fails; nothing of it is shown."""
    try:
        done = subprocess.run(
            list(argv),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def make(folder: str, *, fresh: bool = False) -> str:
    """The Python of a virtual environment in `folder` of the clone, made or taken up again."""
    path = os.path.join(ROOT, folder)
    python = _python_in(path)
    if fresh or ask([python, "-c", ""]) is None:
        _create(path)
    if ask([python, "-m", "pip", "--version"]) is None:
        must(
            [python, "-m", "ensurepip", "--upgrade"],
            f"{folder} has no pip, and it could not be added",
        )
    _renew_pip(python)
    return python


def install(python: str, *what: str) -> None:
    """`pip install`, quiet but for errors."""
    must(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--quiet",
            "--disable-pip-version-check",
            *what,
        ],
        "pip could not install what is needed",
    )


def add_torch(python: str) -> bool:
    """Sees to it that torch is there, if this machine can have it; says why that one."""
    source = torch_source(python)
    say(f"\ntorch: {source.why}")
    if source.arguments:
        say("(its download takes a minute or more)")
    if source.arguments:
        install(python, *source.arguments)
    return bool(source.arguments) or has_torch(python)


def torch_source(python: str) -> TorchSource:
    """Which torch suits: what is there, CUDA where a GPU is, else a build without CUDA."""
    if has_torch(python):
        return TorchSource((), "kept, it is there already")
    if sys.platform == "darwin" or os.name == "nt":
        return TorchSource(
            ("torch",), "the package index's own build for this system (no CUDA in it)"
        )
    if has_nvidia_device():
        return TorchSource(("torch",), "this machine has an NVIDIA device, so the build with CUDA")
    if _answers(CPU_INDEX + "/torch/"):
        return TorchSource(
            ("torch", "--index-url", CPU_INDEX), "no NVIDIA device, so PyTorch's CPU index"
        )
    build = newest_cpu_build(ask([python, "-m", "pip", "index", "versions", "torch"]) or "")
    if build:
        return TorchSource(
            (f"torch=={build}",), "no NVIDIA device; pip's own configuration offers a CPU build"
        )
    return _plain_or_none(python)


def script_beside(python: str, name: str) -> str:
    """The path of a console script in the environment of that Python."""
    return os.path.join(os.path.dirname(python), name + (".exe" if os.name == "nt" else ""))


def has_torch(python: str) -> bool:
    """Whether torch can be imported there."""
    return ask([python, "-c", "import torch"]) is not None


def has_nvidia_device() -> bool:
    """Whether a driver shows an NVIDIA device on this machine."""
    return any(os.path.exists(path) for path in _GPU_PATHS)


def newest_cpu_build(listing: str) -> str:
    """The newest "2.13.0+cpu" in what `pip index versions` printed; "" when there is none."""
    builds = _CPU_BUILD.findall(listing)
    return max(builds, key=_numbers, default="")


def brings_cuda(report: str) -> bool:
    """Whether pip's report on torch names packages of the CUDA runtime among its requirements."""
    wanted: List[str] = []
    for item in json.loads(report)["install"]:
        wanted += item["metadata"].get("requires_dist", ())
    return any(_CUDA_PACKAGE.match(requirement) for requirement in wanted)


def _plain_or_none(python: str) -> TorchSource:
    """torch without an index of its own, unless that would bring CUDA onto this machine."""
    nothing = TorchSource((), _NO_CPU_BUILD)
    if platform.machine() == "x86_64" and sys.version_info < (3, 9):
        # pip for Python 3.8 can't look at a wheel's requirements without fetching all 800 MB of it,
        # and every torch that such a Python takes brings CUDA on this architecture.
        return nothing
    report = ask(
        [python, "-m", "pip", "install", "--dry-run", "--no-deps", "--quiet", "--quiet",
         "--use-feature=fast-deps", "--report", "-", "torch"]
    )  # fmt: skip
    if report is None or brings_cuda(report):
        return nothing
    return TorchSource(("torch",), "no NVIDIA device; the package index has a build without CUDA")


_NO_CPU_BUILD = (
    "not installed. This machine has no NVIDIA device, PyTorch's CPU index can't be reached, and the\n"
    "torch that pip can reach would download gigabytes of CUDA packages. Where that index can be reached:\n"
    "  pip install torch --index-url " + CPU_INDEX
)


def _create(path: str) -> None:
    code = run([sys.executable, "-m", "venv", "--clear", path])
    if code == 0:
        return
    if ask([sys.executable, "-c", "import ensurepip"]) is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        fail(
            "this Python cannot make virtual environments: its ensurepip module is missing. On Debian and Ubuntu: "
            f"apt install python{version}-venv"
        )
    fail(f"the virtual environment could not be made (exit code {code}; its own words stand above)")


def _renew_pip(python: str) -> None:
    """A pip too old to look before it installs is renewed inside the environment."""
    version = (ask([python, "-m", "pip", "--version"]) or "").split()[1:2]
    # pip 25.1 and later look at a wheel's requirements without fetching the wheel.
    wanted = _OLDEST_PIP if sys.version_info < (3, 9) else (25, 1)
    if not version or _numbers(version[0]) < wanted:
        install(python, "--upgrade", "pip")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=_ANSWER_SECONDS) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError, urllib.error.URLError):
        return False


def _python_in(path: str) -> str:
    return (
        os.path.join(path, "Scripts", "python.exe")
        if os.name == "nt"
        else os.path.join(path, "bin", "python")
    )


def _numbers(version: str) -> Tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version.split("+", 1)[0]))


def _short(part: str) -> str:
    """Paths in the clone as one would type them there."""
    return os.path.relpath(part, ROOT) if part.startswith(ROOT + os.sep) else part
