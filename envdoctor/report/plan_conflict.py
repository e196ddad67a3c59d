"""Why there is no set, and the sets that come near, for people."""

from __future__ import annotations

from envdoctor.model.plan import FACT, REQUEST, RULE, Member, Near
from envdoctor.model.plan_report import PlanReport
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.language import Language
from envdoctor.report.plan_words import options_of
from envdoctor.report.setting import Setter
from envdoctor.report.sources import short

if TYPE_CHECKING:
    from typing import Iterator, List

_KINDS = {FACT: _("here"), RULE: _("rule"), REQUEST: _("wish")}
_TOLD = ("torch", "mmcv", "onedl-mmcv", "mmcv-lite", "mmaction2")


def conflict_lines(report: PlanReport, language: Language, setter: Setter) -> Iterator[str]:
    """The members of the conflict as sentences, then the nearest sets."""
    conflict = report.resolution.conflict
    if conflict is not None:
        yield ""
        yield setter.bold(language.text(_("These exclude each other:")))
        for member in conflict.members:
            yield from _member(member, language, setter)
    if report.resolution.nearest:
        yield ""
        yield setter.bold(language.text(_("What comes near, fewest changes first:")))
        for number, near in enumerate(report.resolution.nearest, 1):
            yield from _near(f"{number}.", near, language, setter)


def _member(member: Member, language: Language, setter: Setter) -> Iterator[str]:
    kind = language.text(_KINDS[member.kind])
    sentence = language.text(member.sentence, member.params)
    source = f"  [{short(member.source)}]" if member.source else ""
    yield from setter.headline("-", kind, "31;1", sentence + source)


def _near(mark: str, near: Near, language: Language, setter: Setter) -> Iterator[str]:
    told = [p.requirement.replace("==", " ") for p in near.pins if p.name in _TOLD]
    count = len(near.changes)
    changes = language.text(_("1 change")) if count == 1 else ""
    changes = changes or language.text(_("{count} changes"), {"count": str(count)})
    title = ", ".join([*told, f"Python {near.python}"])
    yield from setter.headline(mark, changes, "36", title)
    words: List[str] = []
    for change in near.changes:
        yield from setter.flowing(language.text(change.sentence, change.params))
        words += options_of(change, near)
    if words:
        yield from setter.labelled(_("with"), [" ".join(words)])
