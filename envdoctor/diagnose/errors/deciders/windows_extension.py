"""A compiled extension does not load on Windows: mmcv's, torchvision's, torch's own, or another package's."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.loading import importing, is_openmmlab_s
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import has_package
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM, MMCV, TORCH
from envdoctor.model.goal import Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_RUNTIME = {
    "_multiarray_umath",
    "_imaging",
    "cv2",
    "onnxruntime_pybind11_state",
    "_pywrap_tensorflow_internal",
}


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the module that is named, else by what was imported."""
    module = seen.groups["module"] or importing(seen, account)
    params = {"module": module or "?"}
    mmcv = module == "mmcv" or (not module and is_openmmlab_s(seen, account))
    if mmcv:
        full = has_package(account, "mmcv-full") and not has_package(account, "mmcv")
        yield seen.suspect(
            confidence=MEDIUM,
            layer=MMCV,
            params=params,
            why=_(
                "mmcv's compiled ops were built for another torch, CUDA or Python than the installed ones"
            ),
            goals=(Reinstall("mmcv-full" if full else "mmcv"),),
        )
    elif module in ("torchvision", "_C", "image"):
        yield seen.suspect(
            cause="torch_torchvision_mismatch",
            confidence=MEDIUM,
            layer=TORCH,
            params=params,
            why=_(
                "torchvision's library does not load beside this torch: they are of different releases or builds"
            ),
            goals=(),
        )
    elif module in _RUNTIME:
        yield seen.suspect(
            cause="missing_system_library",
            confidence=MEDIUM,
            params=params,
            why=_(
                "{module} does not load: the Visual C++ runtime or, on Windows N and Server, the media features are missing, or the package is damaged"
            ),
            goals=(),
        )
    else:
        yield seen.suspect(confidence=MEDIUM if module else LOW, params=params)
        yield seen.suspect(
            cause="missing_system_library",
            confidence=LOW,
            params=params,
            why=_(
                "a library that the extension needs is not on this Windows, most often the Visual C++ runtime"
            ),
            goals=(),
        )
