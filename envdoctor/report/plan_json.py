"""A plan, or why there is none, as one JSON document, `envdoctor/install/1`."""

from __future__ import annotations

from envdoctor.model.encode import encode
from envdoctor.model.facts import SCHEMA
from envdoctor.model.plan import (
    Change,
    Member,
    Near,
    Pin,
    Plan,
    Precondition,
    Rejected,
    SourceBuild,
    Step,
)
from envdoctor.model.plan_report import PlanReport, Remark
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.document import document
from envdoctor.report.language import Language
from envdoctor.report.plan_words import options_of, remark_text

if TYPE_CHECKING:
    from typing import Any, Dict


def plan_document(report: PlanReport, language: Language) -> Dict[str, Any]:
    """The whole report; only sentences follow the language."""
    answer = report.resolution
    return document("install", ok=answer.plan is not None, **planned(report, language))


def planned(report: PlanReport, language: Language) -> Dict[str, Any]:
    """The answer and what it rests on: every document of a plan has these keys."""
    return _Writer(report, language).written()


class _Writer:
    """One report in one language."""

    def __init__(self, report: PlanReport, language: Language) -> None:
        self._report = report
        self._text = language.text
        self._language = language

    def written(self) -> Dict[str, Any]:
        """The content of the document."""
        report, answer = self._report, self._report.resolution
        members = answer.conflict.members if answer.conflict else ()
        return {
            "plan": None if answer.plan is None else self._plan(answer.plan),
            "conflict": [self._member(member) for member in members],
            "nearest": [self._near(near) for near in answer.nearest],
            "missing": [self._rejected(item) for item in report.rejected],
            "remarks": [self._remark(remark) for remark in report.remarks],
            "request": encode(report.request),
            "facts": {"schema": SCHEMA, **encode(report.facts)},
            "sources": encode(report.listing.sources) if report.listing else [],
            "tables_as_of": report.tables_as_of,
        }

    def _plan(self, plan: Plan) -> Dict[str, Any]:
        return {
            "environment": plan.environment,
            "python": plan.python,
            "pins": {pin.name: pin.version for pin in plan.pins},
            "packages": [self._package(pin) for pin in plan.pins],
            "find_links": list(plan.find_links),
            "source_builds": [self._build(build) for build in plan.source_builds],
            "steps": [self._step(step) for step in plan.steps],
            "rejected": [self._rejected(item) for item in (*self._report.rejected, *plan.rejected)],
            "caveats": [self._member(member) for member in plan.caveats],
        }

    def _package(self, pin: Pin) -> Dict[str, Any]:
        file = self._report.file_of(pin)
        return {
            "name": pin.name,
            "requirement": pin.requirement,
            "how": pin.how,
            "option": pin.option,
            "index_url": pin.index_url,
            "provenance": encode(pin.provenance),
            "file": encode(file) if file else None,
        }

    def _build(self, build: SourceBuild) -> Dict[str, Any]:
        return {
            "name": build.name,
            "version": build.version,
            "compiles": build.compiles,
            "repository": build.repository,
            "preconditions": [self._precondition(item) for item in build.preconditions],
            "variables": dict(build.variables),
            "estimated_seconds": build.estimated_seconds,
            "price": self._text(build.price, build.params),
        }

    def _precondition(self, item: Precondition) -> Dict[str, Any]:
        return {
            "name": item.name,
            "met": item.met,
            "sentence": self._text(item.sentence, item.params),
            "source": item.source,
        }

    def _step(self, step: Step) -> Dict[str, Any]:
        return {
            "stage": step.stage,
            "argv": list(step.argv),
            "why": self._text(step.why, step.params),
            "variables": dict(step.variables),
            "download_bytes": step.download_bytes,
            "installed_bytes": step.installed_bytes,
        }

    def _rejected(self, item: Rejected) -> Dict[str, Any]:
        return {
            "candidate": item.candidate,
            "reason": self._text(item.reason, item.params),
            "source": item.source,
        }

    def _member(self, member: Member) -> Dict[str, Any]:
        return {
            "kind": member.kind,
            "name": member.name,
            "sentence": self._text(member.sentence, member.params),
            "params": dict(member.params),
            "source": member.source,
        }

    def _near(self, near: Near) -> Dict[str, Any]:
        return {
            "count": len(near.changes),
            "changes": [self._change(change, near) for change in near.changes],
            "python": near.python,
            "pins": {pin.name: pin.version for pin in near.pins},
        }

    def _change(self, change: Change, near: Near) -> Dict[str, Any]:
        return {
            "name": change.name,
            "sentence": self._text(change.sentence, change.params),
            "options": list(options_of(change, near)),
        }

    def _remark(self, remark: Remark) -> Dict[str, Any]:
        return {
            "name": remark.name,
            "sentence": remark_text(remark, self._language),
            "params": dict(remark.params),
        }
