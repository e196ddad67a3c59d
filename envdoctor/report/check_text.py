"""`check` for people: a line a layer, the root causes, one line of verdict. Readable without colour."""

from __future__ import annotations

from envdoctor.model.finding import ERROR, INFO, WARNING, Finding, Fix
from envdoctor.model.private import HOME
from envdoctor.model.report import CheckReport
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.report.language import Language
from envdoctor.report.layers import DOUBT, FAULT, NAMES, NOT_SEEN, NOTHING, OK, layer_lines
from envdoctor.report.sanitize import for_terminal
from envdoctor.report.sources import short
from envdoctor.report.width import columns, pad, wrap

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple


class Style(NamedTuple):
    """How the text is set."""

    colour: bool
    width: int
    verbosity: int
    """-1 verdict only, 0 ordinary, 1 with information and how each rule ended."""


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
_ACTIVATED = ("VIRTUAL_ENV", "CONDA_PREFIX")
"""Where "python" alone is the environment's own."""
_INDENT = 3


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
        yield f"{self._bold(f'envdoctor {facts.envdoctor}')}  {for_terminal(where)}"

    def layers(self) -> Iterator[str]:
        lines = list(layer_lines(self._report.facts, self._report.diagnosis))
        names = {line.layer: self._text(NAMES[line.layer]) for line in lines}
        name_width = max(map(columns, names.values()))
        marks = {line.layer: self._text(_MARKS[line.state]) for line in lines}
        mark_width = max(map(columns, marks.values()))
        for line in lines:
            mark = self._paint(pad(marks[line.layer], mark_width), _COLOURS[line.state])
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
        yield self._bold(self._text(_("To fix everything, in this order:")))
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
        yield self._bold(self._text(_("Rules:")))
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
            return self._paint(
                self._text(_("Healthy: nothing is wrong in what was checked.")), "32"
            )
        counts = {"errors": str(errors), "warnings": str(warnings)}
        text = self._text(
            _("Not healthy. Errors: {errors}, warnings: {warnings}.")
            if errors
            else _("No errors. Warnings: {warnings}."),
            counts,
        )
        return self._paint(text, "31;1" if errors else "33")

    def _finding(self, mark: str, finding: Finding) -> Iterator[str]:
        severity = self._text(_SEVERITY[finding.severity])
        title = for_terminal(self._text(finding.title, finding.params))
        head = self._paint(severity, _SEVERITY_COLOUR[finding.severity])
        lines = wrap(title, self._style.width - _INDENT - columns(severity) - 2)
        yield f"{pad(mark, _INDENT)}{head}  {self._bold(lines[0])}"
        yield from (f"{' ' * _INDENT}{self._bold(line)}" for line in lines[1:])
        yield from self._labelled(_("why"), [self._text(finding.why, finding.params)])
        if finding.follows_from:
            yield from self._labelled(_("caused by"), [", ".join(finding.follows_from)])
        yield from self._labelled(
            _("evidence"),
            [f"{item.what} = {item.value}  [{short(item.source)}]" for item in finding.evidence],
        )
        for fix in self._report.fixes_of(finding):
            yield from self._fix(fix)
        yield from self._labelled(
            _("rule"), [f"{finding.id}, {finding.cause}, {finding.confidence}"]
        )

    def _fix(self, fix: Fix) -> Iterator[str]:
        if fix.why:
            yield from self._labelled(_("fix"), [self._text(fix.why, fix.params)])
        for argv in fix.commands:
            yield f"{' ' * _INDENT}$ {self._command(argv)}"

    def _labelled(self, label: str, items: List[str]) -> Iterator[str]:
        name = self._text(label)
        width = max(columns(self._text(word)) for word in _LABELS)
        indent = " " * (_INDENT + width + 2)
        for number, item in enumerate(items):
            lines = wrap(for_terminal(item), self._style.width - len(indent))
            first = name if number == 0 else ""
            yield f"{' ' * _INDENT}{self._paint(pad(first, width), '2')}  {lines[0]}"
            yield from (indent + line for line in lines[1:])

    def _command(self, argv: Tuple[str, ...]) -> str:
        return for_terminal(" ".join(_quoted(part) for part in fill(argv, self._report)))

    def _bold(self, text: str) -> str:
        return self._paint(text, "1")

    def _paint(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._style.colour and code else text


_LABELS = (_("why"), _("caused by"), _("evidence"), _("fix"), _("rule"))


def fill(argv: Tuple[str, ...], report: CheckReport) -> Tuple[str, ...]:
    """The argv with `{python}` and `{prefix}` put in, the home folder as "~"."""
    found = report.facts.interpreter.value
    named = found is not None and report.private.tokens and found.chosen_by not in _ACTIVATED
    python = found.executable if found and named else "python"
    prefix = found.prefix if found else ""
    private = report.private
    home = next((part for part, token in private.tokens if token == HOME), "")
    filled = [
        private.fill(part.replace("{python}", python).replace("{prefix}", prefix)) for part in argv
    ]
    return tuple("~" + p[len(home) :] if home and p.startswith(home + "/") else p for p in filled)


def _quoted(part: str) -> str:
    """The part as a shell takes it; a leading "~/" stays bare, else it would not be expanded."""
    from shlex import quote

    return "~/" + quote(part[2:]) if part.startswith("~/") else quote(part)
