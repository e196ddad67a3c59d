"""No code for this GPU: in torch, or in an extension.

Torch's own list decides where torch and the GPU are told: a list that serves the GPU leaves the
extension. So does, of a torch older than the table, the list of the oldest build for the same CUDA: later ones
only dropped old GPUs. Else the names in the traceback, and whether something was compiled by hand.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import dotted
from envdoctor.diagnose.errors.loading import importing
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import (
    arch_lists,
    capabilities,
    is_serving,
    later_arch_lists,
)
from envdoctor.model.account import COMMAND, GPU, PACKAGE, SAID, Account
from envdoctor.model.finding import HIGH, LIBRARIES, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_NEWEST = (10, 0)
"""From here on most builds of torch hold no code for the GPU."""
_EXTENSIONS = re.compile(
    r"mmcv[/\\.]|_ext\b|detectron2|spconv|pointnet|torch_(?:scatter|sparse|cluster|spline)|[dD]eform|"
    r"[rR][oO][iI]_?[aA]lign|[rR][oO][iI]_?[pP]ool|im2col|ball_query|furthest_point|knn_cuda|chamfer|apex|"
    r"flash_attn|xformers|MultiScaleDeformable|ms_deform|diff_gaussian|simple_knn|tinycudann|DCN"
)
_BUILT = re.compile(
    r"MMCV_WITH_OPS|setup\.py|(?:compile|make|build|install)\w*\.sh|pip3? install (?:\S+ )*-e\b|"
    r"from source|build_ext|TORCH_CUDA_ARCH_LIST|FORCE_CUDA",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"tools[/\\](?:dist_)?(?:train|test)\.(?:py|sh)")
_SETTINGS = ("TORCH_CUDA_ARCH_LIST", "MMCV_WITH_OPS", "MMCV_CUDA_ARGS", "-gencode")
_BUILD_GPU = re.compile(r"\b(?:build|compile|compiled|built)\b.*gpu|gpu.*\bbuil[dt]", re.IGNORECASE)
_AGAIN = Manual(
    _(
        "compile the extension again with TORCH_CUDA_ARCH_LIST={capability}, or install its build for the installed torch and CUDA"
    )
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """Whether torch serves the GPU; where that is not known, whose code was called."""
    pairs, lists = capabilities(account, tables), arch_lists(account, tables)
    served = is_serving(lists, pairs)
    named = _names_extension(seen, account)
    params = {"capability": ";".join(map(dotted, pairs)) or "..."}
    if served is False and not named:
        yield _torch(seen, params, HIGH)
        yield _extension(seen, params, LOW)
    elif served is False:
        yield _torch(seen, params, MEDIUM)
        yield _extension(seen, params, MEDIUM)
    elif served is True:
        yield _extension(seen, params, HIGH if named else MEDIUM)
    elif (
        named or _is_built_by_hand(account) or is_serving(later_arch_lists(account, tables), pairs)
    ):
        yield _extension(seen, params, MEDIUM)
        yield _torch(seen, params, LOW)
    else:
        yield _torch(seen, params, MEDIUM)
        yield _extension(seen, params, LOW)


def _torch(seen: Sighting, params: "dict[str, str]", confidence: str) -> Suspect:
    return seen.suspect(
        confidence=confidence,
        params=params,
        why=_("torch's binary holds no code for this GPU's compute capability"),
        goals=(
            Manual(
                _(
                    "install a build of torch that holds code for this GPU: a newer CUDA variant or release for a new GPU, an older one for an old GPU"
                )
            ),
        ),
    )


def _extension(seen: Sighting, params: "dict[str, str]", confidence: str) -> Suspect:
    return seen.suspect(
        cause="extension_missing_gpu_arch",
        layer=LIBRARIES,
        confidence=confidence,
        params=params,
        why=_(
            "a compiled extension holds code for other GPUs only: it was built on, or for, another kind of GPU than the one that runs it"
        ),
        goals=(_AGAIN,),
    )


def _names_extension(seen: Sighting, account: Account) -> bool:
    """Whether the message or the traceback names the kernel or the package of an extension."""
    if seen.groups["op"] or importing(seen, account) in {"mmcv", "detectron2", "spconv"}:
        return True
    near = account.around(seen.line, 12, 2)
    return any(_EXTENSIONS.search(line.text) for line in near)


def _is_built_by_hand(account: Account) -> bool:
    """Whether something was compiled on this machine, or on one with another GPU."""
    if any(_BUILD_GPU.search(claim.name) for claim in account.of(SAID)):
        return True
    told = [claim.value for kind in (COMMAND, SAID) for claim in account.of(kind)]
    return any(_BUILT.search(text) for text in told) or account.has(*_SETTINGS)


def _runs_openmmlab(account: Account) -> bool:
    """Whether a program of OpenMMLab ran and no GPU is told: its detectors live on mmcv's own kernels."""
    if account.first(GPU) is not None:
        return False
    ran = any(_SCRIPT.search(claim.value) for claim in account.of(COMMAND))
    return ran or any(account.first(PACKAGE, name) for name in ("mmcv", "mmcv-full", "mmdet"))
