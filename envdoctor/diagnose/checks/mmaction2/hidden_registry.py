"""No part of MMAction2 is missing because an import error was silently skipped.

MMAction2 imports its detection heads and some backbones inside `try ... except ImportError: pass`. When
what they stand on is installed and broken, nothing is said at import, and a config later stops with
"AVARoIHead is not in the mmdet::model registry".

How it is known: only with `check --deep`, which reports the error that the handler skips. Where the
package that is missing is an optional one (mmdet, mmpretrain), that is information.

Bad: mmdet 3.3.0 on mmcv-lite, "No module named 'mmcv._ext'" in mmaction.models.roi_heads. Good: mmdet
imports, or is not installed.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.import_causes import ROOTS, cause_of, stopped
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import HIGH, INFO, MEDIUM, MMACTION2, WARNING, Finding
from envdoctor.model.imports import FAILED, ImportFailure, SwallowedImport
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Tuple

RULE = Rule(
    "mmaction2.hidden_registry",
    MMACTION2,
    _("no part of MMAction2 is missing because an import error was silently skipped"),
    caused_by=(
        "python.imports",
        *dict.fromkeys(name for names in ROOTS.values() for name in names),
    ),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """One finding for each error behind parts that are not there."""
    groups: Dict[ImportFailure, List[SwallowedImport]] = {}
    for item in facts.swallowed.known():
        if item.hides:
            groups.setdefault(item.failure._replace(where=""), []).append(item)
    for items in groups.values():
        yield _finding(facts, tables, items)


def _finding(facts: Facts, tables: Tables, items: List[SwallowedImport]) -> Finding:
    failure = items[0].failure
    optional = all(_is_optional(item.failure) for item in items)
    cause = cause_of(facts, tables, FAILED, failure)
    return RULE.finding(
        INFO if optional else WARNING,
        cause=cause,
        confidence=MEDIUM if cause == "import_fails" else HIGH,
        variant="optional" if optional else "error",
        title=_("without {missing}, MMAction2 has no {names}")
        if optional
        else _("MMAction2 silently skipped an import error and lacks {names}: {message}"),
        why=_("{missing} is optional: nothing is wrong unless a config names one of them.")
        if optional
        else _(
            'Nothing is said at import; a config that names one of them stops with "is not in the '
            'registry". {error} in {where}.'
        ),
        params={
            "names": ", ".join(dict.fromkeys(name for item in items for name in item.hides)),
            "missing": failure.missing,
            "message": failure.message,
            "error": failure.error,
            "where": failure.where,
        },
        evidence=tuple(
            facts.swallowed.evidence(f"passed over in {item.module}", item.failure.message)
            for item in items
        ),
        caused_by=(*_same_import(facts, failure), *ROOTS.get(cause, ())),
    )


def _same_import(facts: Facts, failure: ImportFailure) -> Tuple[str, ...]:
    """The rule of imports, where this very error stops an import too."""
    if facts.imports.value is None:
        return ()
    same = (other.message == failure.message for _, other in stopped(facts))
    return ("python.imports",) if any(same) else ()


def _is_optional(failure: ImportFailure) -> bool:
    """Whether mmaction itself asks for a package that is not installed."""
    missing = failure.missing
    return bool(missing) and "." not in missing and failure.where.startswith("mmaction")
