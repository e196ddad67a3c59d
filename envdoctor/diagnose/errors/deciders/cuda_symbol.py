"""One of CUDA's libraries lacks what another calls: found elsewhere first, or mixed in the environment.

Decided by the paths in the message, LD_LIBRARY_PATH, the list of packages, and conda.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.loading import is_torch_s
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import library_path
from envdoctor.model.account import COMMAND, PACKAGE, SAID, Account
from envdoctor.model.finding import HIGH, LIBRARIES, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_CONFLICT, _MIXED = "library_path_conflict", "mixed_cuda_packages"
_SYSTEM_FOLDER = re.compile(
    r"(?:^|[\s:])/(?:usr/local/(?:cuda|lib64|lib/lib)|usr/lib(?:64)?/|lib/|opt/(?!conda|venv|env|anaconda|miniconda)|public/|sw/)"
)
_SITE = ("site-packages", "dist-packages")
_NAMES = ("nccl", "nvjitlink", "cublas", "cudnn", "cusparse", "cusolver", "cufft", "curand")
_ELSEWHERE = ("system", "container", "host", "apt", "image")
"""Words in the name of a version that somebody tells beside the environment's own."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """Where the older library comes from."""
    file = seen.groups.get("file") or seen.groups.get("other") or ""
    symbol = seen.groups.get("symbol") or seen.groups.get("wanted") or ""
    params = {"symbol": symbol, "file": file}
    if symbol.lstrip("_").startswith("cuda") and not is_torch_s(file) and ".so" in file:
        yield seen.suspect(params=params)
        return
    path = library_path(account)
    outside = not any(part in file for part in _SITE) and _SYSTEM_FOLDER.search(file)
    if outside:
        yield _conflict(seen, params, HIGH)
    elif path:
        yield _conflict(seen, params, MEDIUM)
        yield _mixed(seen, params, LOW)
    elif _is_doubled(account):
        yield _mixed(seen, params, HIGH)
        yield _conflict(seen, params, LOW)
    elif _is_told_elsewhere(account):
        yield _conflict(seen, params, MEDIUM)
        yield _mixed(seen, params, LOW)
    elif seen.signature.cause == _MIXED or _is_conda(account, file):
        yield _mixed(seen, params, MEDIUM)
        yield _conflict(seen, params, LOW)
    else:
        yield _conflict(seen, params, MEDIUM)
        yield _mixed(seen, params, LOW)


def _conflict(seen: Sighting, params: "dict[str, str]", confidence: str) -> Suspect:
    return seen.suspect(
        cause=_CONFLICT,
        confidence=confidence,
        layer=LIBRARIES,
        why=_(
            "a library from outside the environment is loaded in place of the one that torch brought, and it lacks {symbol}"
        ),
        params=params,
        goals=(
            Manual(
                _(
                    "take the folders with other CUDA libraries out of LD_LIBRARY_PATH (try: unset LD_LIBRARY_PATH), and import torch before other packages that load CUDA"
                )
            ),
        ),
        ask=_("what LD_LIBRARY_PATH holds; LD_DEBUG=libs shows which file is loaded"),
    )


def _mixed(seen: Sighting, params: "dict[str, str]", confidence: str) -> Suspect:
    return seen.suspect(
        cause=_MIXED,
        confidence=confidence,
        layer=LIBRARIES,
        why=_(
            "the environment holds CUDA packages of two sets: the one that is loaded lacks {symbol}, which torch's own version has"
        ),
        params=params,
        goals=(
            Manual(
                _(
                    "uninstall the CUDA packages of the other set (pip list | grep nvidia, conda list), and install torch again with the versions that it pins"
                )
            ),
        ),
        ask=_("which nvidia-* packages are installed, and which versions torch pins (pip check)"),
    )


def _is_doubled(account: Account) -> bool:
    """Whether one of NVIDIA's libraries is listed for two CUDA majors."""
    listed = {claim.name for claim in account.of(PACKAGE) if claim.name.startswith("nvidia-")}
    return any(
        f"nvidia-{n}-cu{a}" in listed and f"nvidia-{n}-cu{b}" in listed
        for n in _NAMES
        for a, b in ((11, 12), (12, 13), (11, 13))
    )


def _is_told_elsewhere(account: Account) -> bool:
    """Whether a version of such a library is told of the system or the container."""
    return any(
        any(name in claim.name for name in _NAMES)
        and any(word in claim.name for word in _ELSEWHERE)
        for claim in account.of(SAID)
    )


def _is_conda(account: Account, file: str) -> bool:
    """Whether conda brought torch: its libraries find each other without LD_LIBRARY_PATH."""
    return "site-packages/nvidia/" not in file and any(
        re.search(r"\b(?:conda|mamba)\b", claim.value) for claim in account.of(COMMAND)
    )
