"""mmcv's compiled ops are for the CUDA of the installed torch.

torch brings its own CUDA runtime. Ops that were built beside a torch of another CUDA ask for a
runtime that is not there: "libcudart.so.11.0: cannot open shared object file".

How it is known: the needed libraries in the header of mmcv/_ext*.so, and torch/version.py. From
CUDA 11 on the runtime's name is the same for one major version; before, for one release.

Bad: ops that need libcudart.so.11.0 under torch 2.1.2+cu121. Good: ops that need libcudart.so.12.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import minor, numbers
from envdoctor.diagnose.extensions import afresh, ops, seen
from envdoctor.diagnose.rule import Rule
from envdoctor.model.environment import Torch
from envdoctor.model.extension import Extension
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

RULE = Rule(
    "mmcv.ops_cuda_variant",
    MMCV,
    _("mmcv's compiled ops are for the CUDA of the installed torch"),
    requires=("mmcv.minimum", "torch.minimum", "mmcv.ops_damaged", "mmcv.ops_for_python"),
)
_RUNTIME = "libcudart.so."
_FIRST_BY_MAJOR = 11


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The CUDA runtime that the ops ask for, and the one that torch brings."""
    item, torch = ops(facts), facts.torch.known()
    needs = _needed(item)
    if needs is None or not _differs(needs, torch):
        return
    yield RULE.finding(
        ERROR,
        cause="mmcv_cuda_variant_mismatch",
        variant="none" if torch.cuda is None else "",
        title=_("mmcv's compiled ops are for CUDA {needs}, and torch {torch} is a CPU-only build")
        if torch.cuda is None
        else _("mmcv's compiled ops are for CUDA {needs}, and torch {torch} brings CUDA {cuda}"),
        why=_(
            "The ops ask for {library}, which this torch does not bring: importing mmcv.ops says that it cannot open that file."
        ),
        params={
            "needs": needs,
            "torch": torch.version,
            "cuda": torch.cuda or "",
            "library": _RUNTIME + needs,
        },
        evidence=(
            seen("needed library", _RUNTIME + needs, item),
            facts.torch.evidence("torch.cuda", torch.cuda),
        ),
        goals=afresh(facts),
    )


def _needed(item: Extension) -> Optional[str]:
    """The version in the name of the CUDA runtime: "11.0", "12"; None when it asks for none."""
    for name in item.needed:
        if name.startswith(_RUNTIME) and name[len(_RUNTIME) :].replace(".", "").isdigit():
            return name[len(_RUNTIME) :]
    return None


def _differs(needs: str, torch: Torch) -> bool:
    if torch.cuda is None:
        return torch.variant == "cpu"
    wanted, own = numbers(needs), numbers(torch.cuda)
    if wanted[0] != own[0]:
        return True
    return wanted[0] < _FIRST_BY_MAJOR and minor(needs) != minor(torch.cuda)
