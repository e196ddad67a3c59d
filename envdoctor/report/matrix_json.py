"""`matrix` as one JSON document, `envdoctor/matrix/1`."""

from __future__ import annotations

from envdoctor.model.encode import encode
from envdoctor.model.facts import SCHEMA
from envdoctor.model.matrix import MatrixReport, Row
from envdoctor.model.plan import Member
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.document import document
from envdoctor.report.language import Language
from envdoctor.report.matrix_lines import options_of_row

if TYPE_CHECKING:
    from typing import Any, Dict


def matrix_document(report: MatrixReport, language: Language) -> Dict[str, Any]:
    """The whole report; only sentences follow the language."""
    return document(
        "matrix",
        ok=report.ok,
        python=report.python,
        choice=report.choice,
        rows=[_row(row, language) for row in report.rows],
        left_out=report.left_out,
        reasons={name: _reason(member, language) for name, member in report.reasons.items()},
        request=encode(report.request),
        facts={"schema": SCHEMA, **encode(report.facts)},
        tables_as_of=report.tables_as_of,
    )


def _row(row: Row, language: Language) -> Dict[str, Any]:
    encoded: Dict[str, Any] = encode(row)
    change = row.change
    encoded["change"] = change and {
        "name": change.name,
        "sentence": language.text(change.sentence, change.params),
        "options": list(options_of_row(row)),
    }
    return encoded


def _reason(member: Member, language: Language) -> Dict[str, Any]:
    return {
        "kind": member.kind,
        "sentence": language.text(member.sentence, member.params),
        "params": dict(member.params),
        "source": member.source,
    }
