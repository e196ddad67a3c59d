"""A plan for people: the machine, the set, the steps, what to know, one line of verdict."""

from __future__ import annotations

from envdoctor import __version__
from envdoctor.compat.versions import Bounds, public
from envdoctor.model.plan import (
    CONDA_STAGE,
    INFERRED,
    LISTED,
    MIM_STAGE,
    OBSERVED,
    SOURCE_STAGE,
    TORCH_STAGE,
    Member,
    Pin,
    Rejected,
    SourceBuild,
    Step,
)
from envdoctor.model.plan_report import PlanReport
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.commands import fill, on_one_line
from envdoctor.report.language import Language
from envdoctor.report.plan_conflict import conflict_lines
from envdoctor.report.plan_machine import machine_line, place_line, size
from envdoctor.report.plan_words import remark_text
from envdoctor.report.setting import Setter, Style
from envdoctor.report.sources import short
from envdoctor.report.table import table_lines

if TYPE_CHECKING:
    from typing import Iterator, List

_STAGES = {
    CONDA_STAGE: _("environment"),
    TORCH_STAGE: "PyTorch",
    MIM_STAGE: "OpenMMLab",
    SOURCE_STAGE: _("source"),
}
_KNOWN = {OBSERVED: _("observed"), INFERRED: _("inferred"), LISTED: _("listed")}
_LABELS = (_("why"), _("set"), _("size"), _("needs"), _("source"), _("with"))
_MET = {True: _("there"), False: _("missing"), None: _("not known")}
_MOST_REJECTED = 6


def plan_text(report: PlanReport, language: Language, style: Style) -> str:
    """The whole report as text, ending in a newline."""
    page = _Page(report, language, style)
    lines: List[str] = []
    if style.verbosity >= 0:
        lines += [*page.head(), *page.answer(), *page.rejected(), *page.remarks(), ""]
    lines.append(page.verdict())
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Page:
    """One report being set."""

    def __init__(self, report: PlanReport, language: Language, style: Style) -> None:
        self._report = report
        self._plan = report.resolution.plan
        self._language = language
        self._style = style
        self._text = language.text
        self._set = Setter(language, style, _LABELS)

    def head(self) -> Iterator[str]:
        """The machine, and where the packages go."""
        facts = self._report.facts
        yield self._set.bold(f"envdoctor {__version__}")
        yield from self._set.flowing(machine_line(facts, self._language))
        place = place_line(self._report, self._language)
        if place:
            yield from self._set.flowing(place)

    def answer(self) -> Iterator[str]:
        """The set with its steps; or what excludes one, and what comes near."""
        if self._plan is None:
            yield from conflict_lines(self._report, self._language, self._set)
            return
        yield ""
        rows = [self._row(pin) for pin in self._plan.pins]
        yield from table_lines(rows, self._style.width)
        stage = ""
        for number, step in enumerate(self._plan.steps, 1):
            if step.stage != stage:
                stage = step.stage
                yield ""
                yield self._set.bold(self._text(_STAGES[stage]))
            yield from self._step(f"{number}.", step)
        for build in self._plan.source_builds:
            yield ""
            yield from self._build(build)
        for member in self._plan.caveats:
            yield ""
            yield from self._caveat(member)

    def rejected(self) -> Iterator[str]:
        """What would have come before, in brief."""
        rejected = (*self._report.rejected, *(self._plan.rejected if self._plan else ()))
        shown = rejected if self._style.verbosity > 0 else rejected[:_MOST_REJECTED]
        if not shown:
            return
        yield ""
        yield self._set.bold(self._text(_("Not taken:")))
        for item in shown:
            yield from self._set.flowing(f"{item.candidate}: {self._reason(item)}")
        hidden = len(rejected) - len(shown)
        if hidden:
            yield from self._set.flowing(
                self._text(_("{count} more (-v shows them)"), {"count": str(hidden)})
            )

    def remarks(self) -> Iterator[str]:
        """Who did not answer, and what else to know."""
        if self._report.remarks:
            yield ""
        for remark in self._report.remarks:
            yield from self._set.flowing(remark_text(remark, self._language))

    def verdict(self) -> str:
        """One line."""
        plan = self._plan
        if plan is None:
            count = len(self._report.resolution.nearest)
            sentence = (
                _("No set fits. Sets that come near: {count}.") if count else _("No set fits.")
            )
            return self._set.paint(self._text(sentence, {"count": str(count)}), "31;1")
        named = ("torch", "mmaction2")
        said = [pin.requirement.replace("==", " ") for pin in plan.pins if pin.name in named]
        params = {
            "set": ", ".join([*said, f"Python {plan.python}"]),
            "steps": str(len(plan.steps)),
        }
        sentence = (
            _("A set that fits, with a compile: {set}. Steps: {steps}.")
            if plan.compiles
            else _("A set that fits, without a compile: {set}. Steps: {steps}.")
        )
        if not plan.steps:
            sentence = _("Nothing to do: {set} is installed, and fits.")
        return self._set.paint(self._text(sentence, params), "33" if plan.compiles else "32")

    def _row(self, pin: Pin) -> List[str]:
        file = self._report.file_of(pin)
        known = _KNOWN.get(pin.provenance.state)
        taken = file.size_bytes if file else None
        return [
            pin.name,
            pin.version or self._text(_("any")),
            self._now(pin),
            self._text(known) if known else self._text(_("not known")),
            size(taken) if taken else "",
            short(pin.index_url or pin.provenance.source) if pin.option else "",
        ]

    def _now(self, pin: Pin) -> str:
        """What another version is there in its place; "" for the same one."""
        listed = self._report.facts.distributions.value
        if self._plan is None or self._plan.environment != "{prefix}" or listed is None:
            return ""
        version = next((item.version for item in listed if item.name == pin.name), "")
        if not version:
            return self._text(_("new"))
        return "" if _holds(pin, version) else self._text(_("now {version}"), {"version": version})

    def _step(self, mark: str, step: Step) -> Iterator[str]:
        yield from self._set.flowing(self._text(step.why, step.params), mark)
        platform = self._report.facts.platform.value
        argv = on_one_line(fill(step.argv, self._report.facts, self._report.private))
        if platform and platform.system == "windows":
            if step.variables:
                named = [f"{name}={value}" for name, value in step.variables]
                yield from self._set.labelled(_("with"), named)
            yield self._set.windows_command(argv)
        else:
            yield self._set.command(argv, step.variables)
        if step.download_bytes:
            sentence = _("{size} to download, as far as an index says")
            params = {"size": size(step.download_bytes)}
            yield from self._set.labelled(_("size"), [self._text(sentence, params)])

    def _build(self, build: SourceBuild) -> Iterator[str]:
        title = f"{build.name} {build.version}: {self._text(build.price, build.params)}"
        yield from self._set.headline("", self._text(_("source")), "33;1", title)
        needs = [
            f"{self._text(item.sentence, item.params)}: {self._text(_MET[item.met])}"
            for item in build.preconditions
        ]
        yield from self._set.labelled(_("needs"), needs)
        if build.estimated_seconds is not None:
            params = {"minutes": f"{build.estimated_seconds / 60:.0f}"}
            about = self._text(_("about {minutes} minutes here"), params)
            yield from self._set.labelled(_("size"), [about])

    def _caveat(self, member: Member) -> Iterator[str]:
        title = self._text(member.sentence, member.params)
        yield from self._set.headline("", self._text(_("know")), "33;1", title)

    def _reason(self, item: Rejected) -> str:
        return self._text(item.reason, item.params)


def _holds(pin: Pin, version: str) -> bool:
    """Whether an installed version is what a pin asks for; one without a variant may be of any."""
    if pin.specifier.startswith("=="):
        return version in (pin.version, public(pin.version))
    try:
        return not pin.specifier or Bounds.parse(pin.specifier).holds(version)
    except ValueError:  # no version that anybody could compare
        return False
