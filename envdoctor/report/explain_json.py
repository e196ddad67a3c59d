"""`explain` as one JSON document, `envdoctor/explain/1`."""

from __future__ import annotations

from envdoctor.model.encode import encode
from envdoctor.model.explanation import Cause, ExplainReport
from envdoctor.model.facts import SCHEMA
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.document import document
from envdoctor.report.fixes import fix_document
from envdoctor.report.language import Language

if TYPE_CHECKING:
    from typing import Any, Dict


def explain_document(report: ExplainReport, language: Language) -> Dict[str, Any]:
    """The whole report; only sentences follow the language."""
    return document("explain", ok=bool(report.causes), **explained(report, language))


def explained(report: ExplainReport, language: Language) -> Dict[str, Any]:
    """What is known of a failure: its causes, and the facts and the text behind them."""
    excerpt = report.account.excerpt
    return {
        "causes": [_cause(cause, language) for cause in report.causes],
        "not_environment": bool(report.causes) and not report.is_environment,
        "facts": {"schema": SCHEMA, **encode(report.account.facts)},
        "text": {
            "lines": excerpt.total_lines,
            "bytes": excerpt.total_bytes,
            "lines_read": len(excerpt.lines),
        },
        "crashed": list(report.crashed),
        "tables_as_of": report.tables_as_of,
    }


def _cause(cause: Cause, language: Language) -> Dict[str, Any]:
    finding = cause.finding
    return {
        "cause": finding.cause,
        "confidence": finding.confidence,
        "title": language.text(finding.title, finding.params),
        "why": language.text(finding.why, finding.params),
        "evidence": encode(finding.evidence),
        "fixes": [fix_document(fix, language) for fix in cause.fixes],
        "confirm": [list(argv) for argv in cause.confirm],
        "ask": language.text(cause.ask, finding.params),
        "phase": cause.phase,
        "layer": finding.layer,
        "id": finding.id,
        "message_id": finding.message_id,
        "params": dict(finding.params),
        "line": cause.line.number if cause.line else None,
        "reference": finding.reference,
    }
