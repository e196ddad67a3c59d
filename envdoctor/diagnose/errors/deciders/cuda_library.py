"""One of CUDA's libraries is not found: torch's own, or one of another CUDA that an extension wants.

Decided by what was imported, by torch's CUDA against the number in the library's name, and by the list
of packages (mmcv and mmcv-full both, a wheel that is known to be built wrongly).
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.loading import importing, is_openmmlab_s, torch_itself_failed
from envdoctor.diagnose.errors.mmcv_wheel import fits, of_mmcv
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM, MMCV
from envdoctor.model.goal import Manual, Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_LACKED = re.compile(r"(lib[\w-]+\.so(?:\.\d{1,4}){0,4}): cannot open shared")
_OTHER_PROGRAM = "Could not load dynamic library"
"""How TensorFlow begins: it goes on without."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """Who wants it, and whether torch's CUDA is another."""
    library = _library(seen)
    params = {"library": library, "module": importing(seen, account) or "?"}
    if _OTHER_PROGRAM in seen.line.text:
        yield seen.suspect(cause="missing_cuda_shared_lib", confidence=LOW, params=params)
        return
    if not library.startswith("libcudart"):
        yield from _other_library(seen, account, params)
        return
    if torch_itself_failed(seen, account):
        yield _missing(seen, params, MEDIUM)
        return
    if is_openmmlab_s(seen, account):
        yield from of_mmcv(seen, account, tables, params)
        return
    confidence = LOW if fits(seen, account) else MEDIUM
    yield seen.suspect(params=params, confidence=confidence, goals=(_AGAIN,))
    yield _missing(seen, params, MEDIUM if confidence == LOW else LOW)


def _other_library(seen: Sighting, account: Account, params: "dict[str, str]") -> Iterator[Suspect]:
    if params["module"].startswith("mmcv") and "cublas" in params["library"]:
        yield seen.suspect(
            cause="mmcv_cuda_variant_mismatch",
            confidence=MEDIUM,
            layer=MMCV,
            why=_("mmcv's ops want {library}, of another CUDA than torch's"),
            params=params,
            goals=(Reinstall("mmcv"),),
        )
        yield _missing(seen, params, LOW)
        return
    yield _missing(seen, params, HIGH if torch_itself_failed(seen, account) else MEDIUM)


_AGAIN = Manual(
    _(
        "install the extension that is imported again for the installed torch and its CUDA, or build it again"
    )
)


def _missing(seen: Sighting, params: "dict[str, str]", confidence: str) -> Suspect:
    return seen.suspect(
        cause="missing_cuda_shared_lib",
        confidence=confidence,
        why=_(
            "{library} is not where the loader looks: the package that brings it was not installed with what needs it, or its folder is not searched"
        ),
        params=params,
        goals=(
            Manual(
                _(
                    "install torch again with its dependencies (pip, without --no-deps), which brings CUDA's libraries; for a program that is not torch, install the library and put its folder on LD_LIBRARY_PATH"
                )
            ),
        ),
        ask=_(
            "whether the nvidia-* packages that torch requires are installed (pip check), and what needs the library"
        ),
    )


def _library(seen: Sighting) -> str:
    """The library that is lacking: in "Could not load library A. Error: B: cannot open" it is B."""
    lacked = _LACKED.search(seen.line.text)
    if lacked:
        return lacked[1]
    return next((value for name, value in seen.groups.items() if value and name != "version"), "?")
