"""A library of torch's own is not found by an extension: of another torch, or torch was not imported yet."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.loading import importing
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import torch_variant
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM, MMCV
from envdoctor.model.goal import Manual, Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_SPLIT = ("libtorch_cuda_cu.so", "libtorch_cuda_cpp.so")
"""Torch 1.8 to 1.13 alone had these, in its CUDA builds."""
_OF_CUDA = ("libtorch_cuda.so", "libc10_cuda.so")
_OPENED_BY_NAME = "libcaffe2_nvrtc.so"
_ALWAYS = ("libc10.so", "libtorch.so", "libtorch_python.so", "libshm.so")
"""Every torch has these: they are found once torch is imported."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By which torch has a library of that name."""
    library, module = seen.groups["library"], importing(seen, account)
    if library == _OPENED_BY_NAME:
        yield seen.suspect(
            cause="missing_cuda_shared_lib",
            confidence=MEDIUM,
            why=_(
                "torch opens its own {library} by name, and its folder torch/lib is not searched"
            ),
            goals=(
                Manual(_("put the folder torch/lib on LD_LIBRARY_PATH, or install torch again")),
            ),
        )
        return
    mmcv = module.startswith("mmcv")
    again = (Reinstall("mmcv"),) if mmcv else None
    layer = MMCV if mmcv else ""
    if library in _SPLIT:
        yield seen.suspect(
            confidence=HIGH,
            layer=layer,
            why=_(
                "the extension was built for a CUDA build of torch 1.8 to 1.13, which alone had {library}; the installed torch is another"
            ),
            goals=again,
        )
        return
    if library in _OF_CUDA:
        cpu = torch_variant(account) == "cpu"
        yield seen.suspect(
            confidence=HIGH if cpu else MEDIUM,
            layer=layer,
            why=_(
                "the extension was built for a CUDA build of torch, which brings {library}; the installed torch is a CPU build or another release"
            ),
            goals=again,
        )
        if cpu:
            yield seen.suspect(
                cause="torch_cpu_build_installed",
                confidence=LOW,
                why=_("the installed torch is a CPU build, and the extension wants a CUDA build"),
                goals=(),
            )
        return
    yield seen.suspect(confidence=MEDIUM, layer=layer, goals=again)
    if library in _ALWAYS:
        yield seen.suspect(
            cause="not_environment",
            confidence=LOW,
            why=_(
                "{library} is found only once torch is imported: the extension was imported before it"
            ),
            goals=(Manual(_("write `import torch` above the import of the extension")),),
        )
