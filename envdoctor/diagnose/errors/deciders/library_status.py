"""cuBLAS or cuDNN stops with a status: the GPU's memory, an earlier fault, another library, an old CUDA.

The status says most; the GPU against torch's list of architectures, and LD_LIBRARY_PATH, the rest.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import library_path
from envdoctor.diagnose.errors.told import arch_lists, capabilities, is_serving, torch_cuda
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LIBRARIES, LOW, MEDIUM, TORCH
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OF_MEMORY = ("NOT_INITIALIZED", "ALLOC_FAILED")
_OF_LIBRARY = ("INVALID_VALUE", "NOT_SUPPORTED", "MAPPING_ERROR")
_EXECUTION = "EXECUTION_FAILED"
_NO_CODE = "ARCH_MISMATCH"
_OUT_OF_RANGE = ("device-side assert", "Assertion `", "out of memory", "index out of")
_AMPERE = (8, 0)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """In the order in which the status and the facts speak for it."""
    status = seen.groups["status"]
    if account.has(*_OUT_OF_RANGE):
        yield seen.suspect(confidence=MEDIUM)
        return
    if status == _NO_CODE or _is_older_than_gpu(account, tables):
        yield _old_cuda(seen, HIGH if status == _NO_CODE else MEDIUM)
        yield seen.suspect()
        return
    if status in _OF_MEMORY:
        yield seen.suspect(confidence=MEDIUM)
        yield _conflict(seen, LOW)
    elif status in _OF_LIBRARY or (status == _EXECUTION and library_path(account)):
        yield _conflict(seen, MEDIUM)
        yield seen.suspect(confidence=LOW)
    elif status == _EXECUTION and seen.signature.id.endswith("cublas_status"):
        yield _conflict(seen, LOW)
        yield seen.suspect(confidence=LOW)
    else:
        yield seen.suspect(confidence=LOW)


def _is_older_than_gpu(account: Account, tables: Tables) -> bool:
    """Whether torch's CUDA was made before the GPU: cuBLAS then runs code that was never made for it."""
    pairs = capabilities(account, tables)
    if is_serving(arch_lists(account, tables), pairs) is False:
        return True
    cuda = torch_cuda(account)
    return bool(cuda) and numbers(cuda) < (11, 0) and any(pair >= _AMPERE for pair in pairs)


def _conflict(seen: Sighting, confidence: str) -> Suspect:
    return seen.suspect(
        cause="library_path_conflict",
        confidence=confidence,
        layer=LIBRARIES,
        why=_(
            "a call that every GPU can do failed in the library itself: most often another cuBLAS or cuDNN than torch's own is loaded, by LD_LIBRARY_PATH"
        ),
        goals=(Manual(_("try it without LD_LIBRARY_PATH (unset LD_LIBRARY_PATH)")),),
    )


def _old_cuda(seen: Sighting, confidence: str) -> Suspect:
    return seen.suspect(
        cause="gpu_arch_not_in_torch_build",
        confidence=confidence,
        layer=TORCH,
        why=_("torch's CUDA is older than this GPU: its libraries hold no code for it"),
        goals=(Manual(_("install a build of torch for a CUDA that knows the GPU")),),
    )
