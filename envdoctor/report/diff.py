"""Two sets of facts compared, for people and as JSON."""

from __future__ import annotations

from typing import Any, Dict, List

from envdoctor.model.difference import Difference, DiffReport
from envdoctor.model.encode import encode
from envdoctor.model.text import _
from envdoctor.report.document import document
from envdoctor.report.language import Language
from envdoctor.report.sanitize import for_terminal


def is_same(report: DiffReport) -> bool:
    """Whether nothing that matters differs."""
    return not any(item.matters for item in report.differences) and not (
        report.only_first or report.only_second
    )


def diff_document(report: DiffReport) -> Dict[str, Any]:
    """`envdoctor/diff/1`."""
    return document("diff", ok=is_same(report), **encode(report))


def diff_text(report: DiffReport, language: Language, *, everything: bool) -> str:
    """What matters, or everything; ends in a newline."""
    text = language.text
    shown = [item for item in report.differences if everything or item.matters]
    lines = [_line(item) for item in shown]
    for label, rules in (
        (_("found only in the first: {rules}"), report.only_first),
        (_("found only in the second: {rules}"), report.only_second),
    ):
        if rules:
            lines.append(text(label, {"rules": ", ".join(rules)}))
    hidden = len(report.differences) - len(shown)
    if hidden:
        lines.append(
            text(_("{count} more that rarely matter (-v shows them)"), {"count": str(hidden)})
        )
    if is_same(report):
        lines.append(text(_("Nothing that matters differs.")))
    return "\n".join(lines) + "\n"


def _line(item: Difference) -> str:
    parts: List[str] = [for_terminal(part) or "-" for part in (item.fact, item.first, item.second)]
    return f"{parts[0]}: {parts[1]} -> {parts[2]}"
