"""A DLL of torch's does not load on Windows: the Visual C++ runtime, CUDA's, or another version's first."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LIBRARIES, LOW, MEDIUM, TORCH
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_NOT_FOUND, _NO_PROCEDURE, _BAD_ORDINAL, _NOT_STARTED = "126", "127", "182", "1114"
_NAMED = re.compile(r"([\w.-]+\.dll)", re.IGNORECASE)
_WITH_RUNTIME = (
    "fbgemm",
    "c10.dll",
    "asmjit",
    "libiomp",
    "vcomp",
)
_OF_CUDA = (
    "cudnn",
    "cublas",
    "cudart",
    "cufft",
    "cusparse",
    "cusolver",
    "curand",
    "nvrtc",
    "nvtoolsext",
    "cupti",
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By Windows' code and the DLL that is named."""
    near = account.around(seen.line, 0, 2)
    names = [name.lower() for line in near for name in _NAMED.findall(line.text)]
    name, code = (names or [""])[-1], seen.groups["code"]
    params = {"name": name}
    if "torchvision" in seen.groups["file"]:
        yield seen.suspect(
            cause="torch_torchvision_mismatch",
            confidence=MEDIUM,
            layer=TORCH,
            why=_(
                "torchvision's library does not load beside this torch: they are of different releases or builds"
            ),
            params=params,
            goals=(),
        )
    elif code in (_NO_PROCEDURE, _BAD_ORDINAL):
        yield seen.suspect(
            cause="library_path_conflict",
            confidence=MEDIUM,
            layer=LIBRARIES,
            why=_(
                "a DLL of another version is found first, on PATH or in the environment: it lacks a function that torch calls"
            ),
            params=params,
            goals=(
                Manual(
                    _(
                        "take folders with other CUDA, cuDNN or MKL DLLs out of PATH, and install torch, torchvision and torchaudio together again"
                    )
                ),
            ),
        )
        yield seen.suspect(confidence=LOW, params=params)
    elif any(part in name for part in _OF_CUDA):
        yield seen.suspect(
            cause="package_damaged",
            confidence=MEDIUM,
            layer=TORCH,
            why=_(
                "{name} belongs to torch's own CUDA files, and does not load: the file is not whole, or one that it needs is missing"
            ),
            params=params,
            goals=(
                Manual(_("install torch again (pip install --force-reinstall --no-cache-dir)")),
            ),
        )
        yield seen.suspect(confidence=LOW, params=params)
    elif any(part in name for part in _WITH_RUNTIME) or code == _NOT_STARTED:
        yield seen.suspect(
            confidence=HIGH if name else MEDIUM,
            params=params,
            why=_(
                "torch's {name} needs the run-time libraries of Visual C++, which are missing or too old on this Windows"
            ),
        )
    else:
        yield seen.suspect(params=params)
