"""`check` as one JSON document, `envdoctor/check/1`."""

from __future__ import annotations

from envdoctor.model.encode import encode
from envdoctor.model.facts import SCHEMA
from envdoctor.model.finding import Finding, Fix
from envdoctor.model.goal import Goal
from envdoctor.model.report import CheckReport
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.document import document
from envdoctor.report.fixes import fix_document
from envdoctor.report.language import Language

if TYPE_CHECKING:
    from typing import Any, Dict


def check_document(report: CheckReport, language: Language) -> Dict[str, Any]:
    """The whole report; only `title` and `why` follow the language."""
    findings = report.diagnosis.findings
    return document(
        "check",
        ok=report.ok and not report.lost,
        facts={"schema": SCHEMA, **encode(report.facts)},
        findings=[
            _finding(finding, fixes, language)
            for finding, fixes in zip(findings, report.mending.fixes)
        ],
        mend=[fix_document(fix, language) for fix in report.mending.joint],
        rules=[
            {"rule": result.rule, "status": result.status, "reason": result.reason}
            for result in report.diagnosis.results
        ],
        ignored=[
            {"finding": _finding(item.finding, (), language), **encode(item.ignore)}
            for item in report.ignored
        ],
        expired=[encode(entry) for entry in report.expired],
        lost=list(report.lost),
        tables_as_of=report.tables_as_of,
    )


def _finding(finding: Finding, fixes: "tuple[Fix, ...]", language: Language) -> Dict[str, Any]:
    encoded: Dict[str, Any] = encode(finding)
    encoded.update(
        title=language.text(finding.title, finding.params),
        why=language.text(finding.why, finding.params),
        goals=[_goal(goal) for goal in finding.goals],
        fixes=[fix_document(fix, language) for fix in fixes],
    )
    return encoded


def _goal(goal: Goal) -> Dict[str, Any]:
    return {"goal": type(goal).__name__.lower(), **encode(goal)}
