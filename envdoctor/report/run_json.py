"""`run` as one JSON document, `envdoctor/run/1`: how the command ended, and what `explain` says of it."""

from __future__ import annotations

from envdoctor.model.explanation import ExplainReport
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.document import document
from envdoctor.report.explain_json import explained
from envdoctor.report.language import Language

if TYPE_CHECKING:
    from typing import Any, Dict, Optional


def run_document(code: int, report: Optional[ExplainReport], language: Language) -> Dict[str, Any]:
    """`exit_code` is below zero, the signal's number, for a command that a signal ended."""
    content = explained(report, language) if report is not None else {}
    return document("run", ok=code == 0, exit_code=code, **content)
