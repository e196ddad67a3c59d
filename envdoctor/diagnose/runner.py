"""Runs the checks in their order and sets the roots above what follows from them."""

from __future__ import annotations

from importlib import import_module

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.checks import MODULES, NVIDIA_ONLY, SUBJECTS
from envdoctor.diagnose.idle import idle_checks
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import (
    CRASHED,
    ERROR,
    FAILED,
    INFO,
    NOT_APPLICABLE,
    NOT_KNOWN,
    PASSED,
    SEVERITIES,
    SKIPPED,
    Diagnosis,
    Finding,
    RuleResult,
)
from envdoctor.model.read import ABSENT, NotKnown
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import (
        Callable,
        Dict,
        FrozenSet,
        Iterable,
        Iterator,
        List,
        Mapping,
        Optional,
        Tuple,
    )

    Check = Callable[[Facts, Tables], Iterable[Finding]]


_CHECKS = "envdoctor.diagnose.checks."


class Selection(NamedTuple):
    """Which rules run: a rule is meant by its id or by a prefix that ends before a dot."""

    select: Tuple[str, ...] = ()
    ignore: Tuple[str, ...] = ()

    def wants(self, rule: str) -> bool:
        """Whether the rule is to run."""
        chosen = not self.select or any(means(name, rule) for name in self.select)
        return chosen and not any(means(name, rule) for name in self.ignore)


def rules() -> Iterator[Rule]:
    """Every rule in the order in which they run."""
    for name in MODULES:
        yield import_module(_CHECKS + name).RULE


def unknown_names(selection: Selection) -> Tuple[str, ...]:
    """Names in the selection that mean no rule."""
    given = selection.select + selection.ignore
    return tuple(name for name in given if not any(means(name, rule) for rule in MODULES))


def diagnose(facts: Facts, tables: Tables, selection: Selection) -> Diagnosis:
    """Every rule's result and all findings; never raises for what a check does."""
    results: Dict[str, RuleResult] = {}
    idle = idle_checks(facts)
    for name in MODULES:
        results[name] = (
            _unheard(name, facts, selection)
            or _idle(name, idle, results)
            or _heard(name, facts, tables, results)
        )
    findings = [finding for result in results.values() for finding in result.findings]
    return Diagnosis(tuple(results.values()), _roots_first(findings))


def _unheard(name: str, facts: Facts, selection: Selection) -> Optional[RuleResult]:
    """The result of a check that has nothing to look at: it is not imported to say so."""
    if not selection.wants(name):
        return RuleResult(name, SKIPPED, "not selected", ())
    subject = getattr(facts, SUBJECTS[name]) if name in SUBJECTS else None
    if subject is not None and subject.value is None:
        status = NOT_APPLICABLE if subject.is_absent else NOT_KNOWN
        return RuleResult(name, status, str(NotKnown.of(subject)), ())
    if name in NVIDIA_ONLY and _is_without_nvidia(facts):
        return RuleResult(name, NOT_APPLICABLE, facts.nvidia_devices.reason, ())
    return None


def _idle(
    name: str, idle: FrozenSet[str], before: Mapping[str, RuleResult]
) -> Optional[RuleResult]:
    """The result of a check that would find nothing; after an error, only its rule says what blocks it."""
    if name not in idle or any(f.severity == ERROR for r in before.values() for f in r.findings):
        return None
    return RuleResult(name, PASSED, "", ())


def _heard(name: str, facts: Facts, tables: Tables, before: Mapping[str, RuleResult]) -> RuleResult:
    module = import_module(_CHECKS + name)
    blocker = _blocker(module.RULE, before)
    if blocker:
        return RuleResult(name, NOT_APPLICABLE, blocker, ())
    return _run(module.RULE, module.check, facts, tables)


def _is_without_nvidia(facts: Facts) -> bool:
    reads = (facts.nvidia_devices, facts.kernel_module, facts.driver, facts.gpus)
    return all(read.is_absent for read in reads)


def _run(rule: Rule, check: Check, facts: Facts, tables: Tables) -> RuleResult:
    findings: List[Finding] = []
    status, reason = PASSED, ""
    try:
        for finding in check(facts, tables):
            findings.append(finding)  # noqa: PERF402 - what came before an exception counts
    except NotKnown as needs:
        status, reason = NOT_APPLICABLE if needs.state == ABSENT else NOT_KNOWN, str(needs)
    except Exception as error:  # noqa: BLE001 - a defect in one check must not hide the others
        status, reason = CRASHED, f"{type(error).__name__}: {error}"
    if status != CRASHED and any(finding.severity != INFO for finding in findings):
        status = FAILED
    return RuleResult(rule.id, status, reason, tuple(findings))


def _blocker(rule: Rule, results: Mapping[str, RuleResult]) -> str:
    """The prerequisite that failed; one that is unknown or was skipped does not block."""
    for name in rule.requires:
        needed = results[name]
        if any(finding.severity == ERROR for finding in needed.findings):
            return name
        if needed.status == NOT_APPLICABLE and needed.reason in results:
            return needed.reason
    return ""


def _roots_first(findings: Iterable[Finding]) -> Tuple[Finding, ...]:
    findings = list(findings)
    present = {finding.id for finding in findings if finding.severity != INFO}
    linked: List[Finding] = []
    for finding in findings:
        causes = tuple(name for name in finding.follows_from if name in present)
        linked.append(finding._replace(follows_from=causes))
    return tuple(sorted(linked, key=lambda f: (bool(f.follows_from), SEVERITIES.index(f.severity))))


def means(name: str, rule: str) -> bool:
    """Whether the name, a rule's id or a prefix that ends before a dot, means the rule."""
    return rule == name or rule.startswith(name + ".")
