"""NumPy is of the major version that torch was built for.

torch before 2.3 was compiled against NumPy 1; under NumPy 2 it warns that "a module that was
compiled using NumPy 1.x cannot be run in NumPy 2", and torch.from_numpy and .numpy() fail.

How it is known: the versions in torch/version.py and numpy/version.py, and the releases' notes
(torch.toml).

Bad: torch 2.1.2 with NumPy 2.2.6. Good: torch 2.1.2 with NumPy 1.26.4.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import ordered
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, LIBRARIES, MEDIUM, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "libraries.numpy_for_torch",
    LIBRARIES,
    _("NumPy is of the major version that torch was built for"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """NumPy's major version against those that this torch accepts."""
    torch, numpy = facts.torch.known(), facts.numpy.known()
    support = tables.torch.numpy_support(
        torch.version, facts.platform.known().system, torch.package
    )
    major = ordered(numpy.version, facts.numpy.source)[0]
    if support is None or major in support.majors:
        return
    yield RULE.finding(
        ERROR,
        cause="numpy_abi_mismatch",
        confidence=HIGH if support.certainty == HIGH else MEDIUM,
        title=_("NumPy {numpy} under torch {torch}, which was built for NumPy 1"),
        why=_(
            'torch supports NumPy 2 from {first} on. Before that, tensors and arrays cannot be converted into each other ("Numpy is not available"), and every import warns.'
        ),
        params={"numpy": numpy.version, "torch": torch.version, "first": support.torch_from},
        evidence=(
            facts.numpy.evidence("numpy.version", numpy.version),
            facts.torch.evidence("torch.version", torch.version),
            Evidence("first torch for NumPy 2", support.torch_from, support.source),
        ),
        goals=(Constrain("numpy", "<2"),),
    )
