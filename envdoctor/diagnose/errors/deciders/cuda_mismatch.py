"""torch refuses to build as nvcc is of another CUDA: than the installed torch, or an isolated build's."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import has_no_wheel
from envdoctor.model.account import Account
from envdoctor.model.finding import CUDA, HIGH, LOW, MEDIUM, PYTHON
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_ISOLATED = ("pip-build-env-", "/build-env", "builds-v0", "build_env")
_PYTORCH = re.compile(r"PyTorch \(([\d.]{1,12})\)")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """The two versions stand in the message; whose torch it is, the paths around it tell."""
    nvcc = _number(seen.groups["nvcc"]) or seen.groups["nvcc2"]
    params = {"nvcc": nvcc or "?", "torch_cuda": _torch_cuda(seen, account) or "?"}
    isolated = any(
        part in line.text for line in account.around(seen.line, 40, 5) for part in _ISOLATED
    )
    yield seen.suspect(
        confidence=MEDIUM if isolated else HIGH,
        layer=CUDA,
        why=_(
            "nvcc is of CUDA {nvcc} and torch was built with CUDA {torch_cuda}: torch refuses to build an extension then"
        ),
        params=params,
        goals=(
            Manual(
                _(
                    "let CUDA_HOME point at a CUDA {torch_cuda} toolkit and build again, or install a torch that was built with CUDA {nvcc}; better still, choose versions for which a wheel exists"
                )
            ),
        ),
    )
    if isolated:
        yield seen.suspect(
            cause="build_isolation",
            confidence=MEDIUM,
            layer=PYTHON,
            why=_(
                "the build runs in an environment of its own, and the torch that was fetched into it is not the one that is installed"
            ),
            params=params,
            goals=(Manual(_("install it with --no-build-isolation")),),
        )
    release, here = has_no_wheel(account, tables) if account.has("mmcv") else ("", None)
    if release and here is not None:
        yield seen.suspect(
            cause="no_matching_wheel",
            confidence=LOW,
            why=_(
                "there is no wheel of mmcv {mmcv} for torch {torch}, so that it is compiled at all"
            ),
            params={**params, "mmcv": release.replace("mmcv", ""), "torch": here.torch},
            goals=(),
        )


def _number(text: str) -> str:
    return "" if text == "%s" else text


def _torch_cuda(seen: Sighting, account: Account) -> str:
    """Of the message itself, or of its second line."""
    told = _number(seen.groups["torch_cuda"]) or seen.groups["torch_cuda2"]
    if told:
        return told
    after = [_PYTORCH.search(line.text) for line in account.around(seen.line, 0, 2)]
    return next((match[1] for match in after if match), "")
