"""An exported file as one JSON document, `envdoctor/export/1`."""

from __future__ import annotations

from envdoctor.model.manifest import Exported
from envdoctor.model.plan_report import Remark
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.document import document
from envdoctor.report.language import Language
from envdoctor.report.plan_json import planned
from envdoctor.report.plan_words import remark_text

if TYPE_CHECKING:
    from typing import Any, Dict, Tuple


def notes_of(exported: Exported) -> Tuple[Remark, ...]:
    """What a reader must know besides the file, or instead of it."""
    written = exported.written.remarks if exported.written else ()
    return (*exported.failure, *written)


def export_document(exported: Exported, file: str, language: Language) -> Dict[str, Any]:
    """The file's content and the plan that it came from; only sentences follow the language."""
    written = exported.written
    return document(
        "export",
        ok=written is not None,
        format=exported.format,
        content=None if written is None else written.content,
        file=exported.plan.private.hide(file),
        notes=[_note(note, language) for note in notes_of(exported)],
        **planned(exported.plan, language),
    )


def _note(note: Remark, language: Language) -> Dict[str, Any]:
    return {
        "name": note.name,
        "sentence": remark_text(note, language),
        "params": dict(note.params),
    }
