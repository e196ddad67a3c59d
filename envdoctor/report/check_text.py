"""`check` for people: a line a layer, the root causes, one line of verdict. Readable without colour."""

from __future__ import annotations

from envdoctor.model.finding import ERROR, INFO, WARNING, Finding, Fix
from envdoctor.model.report import CheckReport
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.commands import fill
from envdoctor.report.language import Language
from envdoctor.report.layers import DOUBT, FAULT, NAMES, NOT_SEEN, NOTHING, OK, layer_lines
from envdoctor.report.sanitize import for_terminal
from envdoctor.report.setting import Setter, Style
from envdoctor.report.sources import short
from envdoctor.report.width import columns, pad, wrap

if TYPE_CHECKING:
    from typing import Iterator, List


_MARKS = {OK: "ok", FAULT: _("FAULT"), DOUBT: _("WARN"), NOTHING: "-", NOT_SEEN: "?"}
_COLOURS = {OK: "32", FAULT: "31;1", DOUBT: "33", NOTHING: "2", NOT_SEEN: "2"}
_SEVERITY = {ERROR: _("error"), WARNING: _("warning"), INFO: _("information")}
_SEVERITY_COLOUR = {ERROR: "31;1", WARNING: "33;1", INFO: "36"}
_CHOSEN = {
    "own": _("envdoctor's own"),
    "PATH": _("the first Python on PATH"),
    "VIRTUAL_ENV": _("activated"),
    "CONDA_PREFIX": _("activated"),
}


def check_text(report: CheckReport, language: Language, style: Style) -> str:
    """The whole report as text, ending in a newline."""
    page = _Page(report, language, style)
    lines: List[str] = []
    if style.verbosity >= 0:
        lines += [
            *page.head(),
            "",
            *page.layers(),
            *page.findings(),
            *page.joint(),
            *page.accepted(),
        ]
        if style.verbosity > 0:
            lines += page.rules()
        lines.append("")
    lines.append(page.verdict())
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Page:
    """One report being set: the language, the style and the report itself."""

    def __init__(self, report: CheckReport, language: Language, style: Style) -> None:
        self._report = report
        self._style = style
        self._text = language.text
        self._set = Setter(language, style, _LABELS)
        shown = [f for f in report.diagnosis.findings if f.severity != INFO or style.verbosity > 0]
        self._roots = [f for f in shown if not f.follows_from]
        self._following = [f for f in shown if f.follows_from]

    def head(self) -> Iterator[str]:
        report = self._report
        facts = report.facts
        if facts.interpreter.value:
            found = facts.interpreter.value
            where = self._text(
                _("{kind} environment {prefix} ({chosen_by})"),
                {
                    "kind": found.kind,
                    "prefix": report.private.shown(found.prefix),
                    "chosen_by": self._text(_CHOSEN.get(found.chosen_by, found.chosen_by)),
                },
            )
        else:
            where = facts.interpreter.reason
        yield f"{self._set.bold(f'envdoctor {facts.envdoctor}')}  {for_terminal(where)}"

    def layers(self) -> Iterator[str]:
        lines = list(layer_lines(self._report.facts, self._report.diagnosis))
        names = {line.layer: self._text(NAMES[line.layer]) for line in lines}
        name_width = max(map(columns, names.values()))
        marks = {line.layer: self._text(_MARKS[line.state]) for line in lines}
        mark_width = max(map(columns, marks.values()))
        for line in lines:
            mark = self._set.paint(pad(marks[line.layer], mark_width), _COLOURS[line.state])
            content = line.content or self._text(line.note)
            first = f"  {pad(names[line.layer], name_width)}  "
            space = self._style.width - columns(first) - mark_width - 2
            content_lines = wrap(for_terminal(content), max(space, 20))
            yield f"{first}{mark}  {content_lines[0]}"
            blank = " " * (columns(first) + mark_width + 2)
            yield from (blank + more for more in content_lines[1:])

    def findings(self) -> Iterator[str]:
        for number, finding in enumerate(self._roots, 1):
            yield ""
            yield from self._finding(f"{number}.", finding)
        for finding in self._following:
            yield ""
            yield from self._finding("→ ", finding)

    def joint(self) -> Iterator[str]:
        fixes = self._report.mending.joint
        if len(self._roots) <= 1 or not fixes:
            return
        yield ""
        yield self._set.bold(self._text(_("To fix everything, in this order:")))
        for fix in fixes:
            yield from self._fix(fix)

    def accepted(self) -> Iterator[str]:
        """What the project accepts, and what it no longer does."""
        lines = [
            self._text(
                _("accepted by the project: {rule} ({reason})"),
                {"rule": item.finding.id, "reason": item.ignore.reason},
            )
            for item in self._report.ignored
        ]
        lines += [
            self._text(
                _("no longer accepted since {until}: {rule} ({reason})"),
                {"rule": entry.rule, "reason": entry.reason, "until": entry.until or ""},
            )
            for entry in self._report.expired
        ]
        if lines:
            yield ""
            yield from (for_terminal(line) for line in lines)

    def rules(self) -> Iterator[str]:
        yield ""
        yield self._set.bold(self._text(_("Rules:")))
        for result in self._report.diagnosis.results:
            reason = f" ({for_terminal(result.reason)})" if result.reason else ""
            yield f"  {result.rule}: {result.status}{reason}"

    def verdict(self) -> str:
        report = self._report
        counted = [f.severity for f in report.diagnosis.findings]
        errors, warnings = counted.count(ERROR), counted.count(WARNING)
        if report.lost:
            names = ", ".join(report.lost)
            return self._text(_("Could not finish: {names} could not be read."), {"names": names})
        if not errors and not warnings:
            return self._set.paint(
                self._text(_("Healthy: nothing is wrong in what was checked.")), "32"
            )
        counts = {"errors": str(errors), "warnings": str(warnings)}
        text = self._text(
            _("Not healthy. Errors: {errors}, warnings: {warnings}.")
            if errors
            else _("No errors. Warnings: {warnings}."),
            counts,
        )
        return self._set.paint(text, "31;1" if errors else "33")

    def _finding(self, mark: str, finding: Finding) -> Iterator[str]:
        severity = self._text(_SEVERITY[finding.severity])
        title = self._text(finding.title, finding.params)
        yield from self._set.headline(mark, severity, _SEVERITY_COLOUR[finding.severity], title)
        yield from self._set.labelled(_("why"), [self._text(finding.why, finding.params)])
        if finding.follows_from:
            yield from self._set.labelled(_("caused by"), [", ".join(finding.follows_from)])
        yield from self._set.labelled(
            _("evidence"),
            [f"{item.what} = {item.value}  [{short(item.source)}]" for item in finding.evidence],
        )
        for fix in self._report.fixes_of(finding):
            yield from self._fix(fix)
        yield from self._set.labelled(
            _("rule"), [f"{finding.id}, {finding.cause}, {finding.confidence}"]
        )

    def _fix(self, fix: Fix) -> Iterator[str]:
        if fix.why:
            yield from self._set.labelled(_("fix"), [self._text(fix.why, fix.params)])
        for argv in fix.commands:
            yield self._set.command(fill(argv, self._report.facts, self._report.private))


_LABELS = (_("why"), _("caused by"), _("evidence"), _("fix"), _("rule"))
