"""A command is not found: its package is not installed, or its folder is not on PATH."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import PACKAGE, Account
from envdoctor.model.finding import CUDA, HIGH, LOW, MEDIUM, PYTHON, SYSTEM
from envdoctor.model.goal import Constrain, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_SCRIPTS = {
    "mim": "openmim",
    "torchrun": "torch",
    "ninja": "ninja",
    "yapf": "yapf",
    "isort": "isort",
}
"""Commands that a distribution brings."""
_COMPILERS = ("gcc", "g++", "c++", "cc", "cl", "make", "clang", "cmake")
_SHELLS = ("conda", "mamba", "micromamba", "activate")
_OTHERS = ("nvidia-smi",)
"""What other signatures tell of."""
_PRINTED_BY_COLLECT_ENV = (
    "sys.platform",
    "TorchVision",
    "CUDA_HOME:",
    "NVCC:",
    "PyTorch version:",
)
_BUILDS = ("setup.py", "pip install", "Building wheel", "Failed building", "CUDA_HOME", "ninja")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the name of the command."""
    name = next((value for key, value in sorted(seen.groups.items()) if value), "")
    params = {"name": name}
    if name in _OTHERS or _is_of_collect_env(seen, account):
        return
    if name in _SCRIPTS:
        yield from _script(seen, account, name, _SCRIPTS[name])
    elif name in _COMPILERS:
        yield seen.suspect(
            cause="compiler_missing",
            confidence=MEDIUM,
            layer=SYSTEM,
            why=_("{name}, which a build needs, is not installed"),
            params=params,
            goals=(Manual(_("install it (Debian, Ubuntu: build-essential, cmake)")),),
        )
    elif name == "nvcc":
        yield seen.suspect(
            cause="cuda_home_misconfigured",
            confidence=MEDIUM if account.has(*_BUILDS) else LOW,
            layer=CUDA,
            why=_("no CUDA toolkit is on PATH; torch needs one only where something is compiled"),
            params=params,
            goals=(
                Manual(
                    _("install the CUDA toolkit of torch's version and put its folder bin on PATH")
                ),
            ),
        )
    elif name in _SHELLS:
        yield seen.suspect(
            confidence=HIGH,
            layer=PYTHON,
            why=_("{name} is not set up in this shell"),
            params=params,
            goals=(
                Manual(
                    _(
                        "run `conda init` with its full path and open a new shell, or install Miniforge"
                    )
                ),
            ),
        )
    elif name in ("python", "python3", "pip", "pip3", "py"):
        yield seen.suspect(
            confidence=MEDIUM,
            layer=PYTHON,
            why=_("no environment is active that has {name}"),
            params=params,
            goals=(Manual(_("activate the environment; `python3 -m pip` stands for pip")),),
        )
    elif seen.groups["name"]:
        yield seen.suspect(
            cause="dependency_missing",
            confidence=MEDIUM,
            layer=SYSTEM,
            why=_("{name} is not installed"),
            params=params,
            goals=(Manual(_("install {name} with the system's package manager, or with conda")),),
        )
    else:
        yield seen.suspect(
            confidence=LOW,
            layer=SYSTEM,
            params=params,
            why=_(
                "the shell does not find {name}: it is not installed, or its folder is not on PATH"
            ),
        )


def _script(seen: Sighting, account: Account, name: str, package: str) -> Iterator[Suspect]:
    """A command that pip writes into the environment's folder bin."""
    told = account.first(PACKAGE, package) is not None or account.has(f"install {package}")
    told = told or account.has(f"already satisfied: {package}", f"install -U {package}")
    yield seen.suspect(
        confidence=HIGH if told else MEDIUM,
        layer=PYTHON,
        why=_(
            "{package} brings the command {name}; the folder that pip writes it to (bin, Scripts, ~/.local/bin) is not on PATH, or another environment is active"
        ),
        params={"name": name, "package": package},
        goals=(
            Manual(_("activate the environment that has {package}, or run `python -m {name}`")),
        ),
    )
    if not told:
        yield seen.suspect(
            cause="dependency_missing",
            confidence=LOW,
            layer=PYTHON,
            why=_("{package}, which brings the command {name}, is not installed here"),
            params={"name": name, "package": package},
            goals=(Constrain(package, ""),),
        )


def _is_of_collect_env(seen: Sighting, account: Account) -> bool:
    """Whether a tool that collects versions printed it on its way."""
    below = account.around(seen.line, 0, 8)
    return any(part in line.text for line in below for part in _PRINTED_BY_COLLECT_ENV)
