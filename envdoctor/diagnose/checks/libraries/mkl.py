"""conda's MKL is one that torch loads with.

conda's packages of PyTorch up to 2.4 take a symbol from MKL that 2024.1 no longer has; conda resolved
both into one environment all the same: "libtorch_cpu.so: undefined symbol: iJIT_NotifyEvent". Wheels
carry their MKL inside and do not care.

How it is known: conda's records of mkl and pytorch, and PyTorch issue 123097 (shared_libraries.toml).

Bad: conda's pytorch 1.13.1 with mkl 2024.1.0. Good: the same with mkl 2024.0.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, LIBRARIES, LOW, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "libraries.mkl",
    LIBRARIES,
    _("conda's MKL is one that torch loads with"),
    reference="https://github.com/pytorch/pytorch/issues/123097",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """conda's mkl against conda's pytorch."""
    torch, platform = facts.torch.known(), facts.platform.known()
    mkl = next(
        (d for d in facts.distributions.known() if d.name == "mkl" and d.installer == "conda"), None
    )
    if torch.package != "conda" or mkl is None or platform.system != "linux":
        return
    conflict = tables.shared_libraries.mkl_conflict(torch.version, mkl.version, torch.package)
    if conflict is None:
        return
    is_sure = conflict.certainty == HIGH
    yield RULE.finding(
        ERROR if is_sure else WARNING,
        cause="mkl_version_conflict",
        confidence=MEDIUM if is_sure else LOW,
        title=_("MKL {mkl} under conda's torch {torch}, which was built for MKL before {first}"),
        why=_(
            "MKL no longer has the symbol {symbol} from {first} on, and conda's PyTorch before {below} takes it from there: import torch stops."
        ),
        params={
            "mkl": mkl.version,
            "torch": torch.version,
            "first": conflict.mkl_from,
            "below": conflict.torch_below,
            "symbol": conflict.symbol,
        },
        evidence=(
            facts.distributions.evidence("mkl", mkl.version),
            facts.torch.evidence("torch.version", torch.version),
            Evidence("MKL and PyTorch", f"mkl<{conflict.mkl_from}", conflict.source),
        ),
        goals=(Constrain("mkl", f"<{conflict.mkl_from}"),),
    )
