"""A fix in the JSON documents of every verb."""

from __future__ import annotations

from envdoctor.model.finding import Fix
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.language import Language

if TYPE_CHECKING:
    from typing import Any, Dict


def fix_document(fix: Fix, language: Language) -> Dict[str, Any]:
    """Its reason in the language, its commands as they are."""
    return {
        "why": language.text(fix.why, fix.params),
        "commands": [list(argv) for argv in fix.commands],
        "safe": fix.safe,
    }
