"""The rules as a list, as one page, or as one JSON document."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence

from envdoctor.diagnose.pages import Page
from envdoctor.report.document import document
from envdoctor.report.language import Language
from envdoctor.report.width import wrap


def rules_document(pages: Sequence[Page], language: Language) -> Dict[str, Any]:
    """`envdoctor/rules/1`."""
    return document("rules", ok=True, rules=[_rule(page, language) for page in pages])


def _rule(page: Page, language: Language) -> Dict[str, Any]:
    return {
        "id": page.rule.id,
        "layer": page.rule.layer,
        "title": language.text(page.rule.title),
        "requires": list(page.rule.requires),
        "caused_by": list(page.rule.caused_by),
        "reference": page.rule.reference,
        "page": [language.text(paragraph) for paragraph in page.paragraphs],
    }


def rules_list(pages: Sequence[Page], language: Language) -> str:
    """A line a rule."""
    width = max(len(page.rule.id) for page in pages)
    lines = [f"{page.rule.id:{width}}  {language.text(page.rule.title)}" for page in pages]
    return "\n".join(lines) + "\n"


def rule_page(page: Page, language: Language, width: int) -> str:
    """One rule's page."""
    lines: List[str] = [page.rule.id]
    for paragraph in page.paragraphs:
        lines += ["", *wrap(language.text(paragraph), width)]
    if page.rule.reference:
        lines += ["", page.rule.reference]
    return "\n".join(lines) + "\n"
