"""What one must know besides an exported file, for people; or why there is none."""

from __future__ import annotations

from envdoctor.model.manifest import Exported
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.export_json import notes_of
from envdoctor.report.language import Language
from envdoctor.report.plan_text import plan_text
from envdoctor.report.plan_words import remark_text
from envdoctor.report.setting import Setter, Style

if TYPE_CHECKING:
    from typing import Iterator

_NOTE = _("note")
_ERROR = _("error")


def export_text(exported: Exported, file: str, language: Language, style: Style) -> str:
    """Lines for standard error, each with its newline; the plan's own where there is no set."""
    if exported.plan.resolution.plan is None:
        return plan_text(exported.plan, language, style)
    return "".join(f"{line}\n" for line in _lines(exported, file, language, style))


def _lines(exported: Exported, file: str, language: Language, style: Style) -> Iterator[str]:
    setter = Setter(language, style, (_NOTE, _ERROR))
    if exported.written is None:
        for note in exported.failure:
            yield from setter.labelled(_ERROR, [remark_text(note, language)])
        yield language.text(_("Nothing was written."))
        return
    if style.verbosity < 0:
        return
    for note in (*exported.plan.remarks, *notes_of(exported)):
        yield from setter.labelled(_NOTE, [remark_text(note, language)])
    if file:
        yield language.text(_("Written to {file}."), {"file": file})
