"""One of several ways in which a rule of driver or GPU is broken, and the finding that says so."""

from __future__ import annotations

from envdoctor.diagnose.gpu_use import severity
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Tuple


class Fault(NamedTuple):
    """Its sentences, and how much it matters."""

    variant: str
    cause: str
    title: str
    why: str
    remedy: str
    confidence: str = HIGH
    torch: str = ERROR
    """Severity beside a CUDA build of torch."""
    otherwise: str = WARNING
    """Severity where neither torch nor the user asks for a GPU."""


def found(
    rule: Rule,
    facts: Facts,
    fault: Fault,
    params: Mapping[str, str],
    evidence: Tuple[Evidence, ...],
) -> Finding:
    """The rule's finding; every fault of these layers is mended by a person."""
    return rule.finding(
        severity(facts, fault.torch, fault.otherwise),
        cause=fault.cause,
        confidence=fault.confidence,
        variant=fault.variant,
        title=fault.title,
        why=fault.why,
        params=params,
        evidence=evidence,
        goals=(Manual(fault.remedy),),
    )
