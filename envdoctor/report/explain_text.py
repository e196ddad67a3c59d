"""`explain` for people: the cause, why, the very line, the commands; what else it may be, below."""

from __future__ import annotations

from envdoctor.model.explanation import (
    COMPILE,
    CONTAINER,
    IMPORT,
    INSTALL,
    NOT_ENVIRONMENT,
    RUN,
    Cause,
    ExplainReport,
)
from envdoctor.model.finding import HIGH, LOW, MEDIUM, Fix
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.commands import fill
from envdoctor.report.language import Language
from envdoctor.report.sanitize import for_terminal
from envdoctor.report.setting import Setter, Style

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

_SURE = {HIGH: _("the cause"), MEDIUM: _("probably"), LOW: _("perhaps")}
_COLOURS = {HIGH: "31;1", MEDIUM: "33;1", LOW: "36"}
_INNOCENT_COLOUR = "32;1"
_PHASES = {
    CONTAINER: _("when the container was built or started"),
    INSTALL: _("at install time"),
    COMPILE: _("at compile time"),
    IMPORT: _("at import"),
    RUN: _("at run time"),
}
_LABELS = (_("why"), _("evidence"), _("fix"), _("make sure"), _("to be sure"), _("cause"))
_LINE = "line "
_OTHERS = 2
"""Less likely causes that are shown, each in brief."""


def explain_text(report: ExplainReport, language: Language, style: Style) -> str:
    """The whole report as text, ending in a newline."""
    page = _Page(report, language, style)
    lines: List[str] = []
    if style.verbosity >= 0:
        for number, cause in enumerate(report.causes[: 1 + _OTHERS], 1):
            lines += [
                *page.cause(f"{number}.", cause, brief=number > 1 and style.verbosity < 1),
                "",
            ]
    lines += [*page.crashed(), page.verdict()]
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Page:
    """One report being set."""

    def __init__(self, report: ExplainReport, language: Language, style: Style) -> None:
        self._report = report
        self._text = language.text
        self._set = Setter(language, style, _LABELS)
        self._is_told = style.verbosity >= 0

    def cause(self, mark: str, cause: Cause, *, brief: bool) -> Iterator[str]:
        finding = cause.finding
        innocent = finding.cause == NOT_ENVIRONMENT
        colour = _INNOCENT_COLOUR if innocent else _COLOURS[finding.confidence]
        title = self._text(finding.title, finding.params)
        yield from self._set.headline(mark, self._text(_SURE[finding.confidence]), colour, title)
        yield from self._set.labelled(_("why"), [self._text(finding.why, finding.params)])
        shown = finding.evidence[:1] if brief else finding.evidence
        yield from self._set.labelled(_("evidence"), [self._seen(e) for e in shown])
        if cause.ask:
            yield from self._set.labelled(_("to be sure"), [self._text(cause.ask, finding.params)])
        if not brief:
            yield from self._mended(cause)
        yield from self._set.labelled(_("cause"), [self._word(cause)])

    def crashed(self) -> Iterator[str]:
        """Defects of envdoctor itself that it came upon."""
        for crash in self._report.crashed:
            params = {"error": for_terminal(crash)}
            yield self._text(
                _("envdoctor could not weigh one message ({error}); report it"), params
            )

    def verdict(self) -> str:
        report = self._report
        if not report.causes:
            return self._text(
                _(
                    "No cause known: give the whole output, from its first line, and what `envdoctor check` prints."
                )
            )
        if not report.is_environment:
            return self._set.paint(
                self._text(_("The environment does not seem to be at fault.")), "32"
            )
        first = report.causes[0].finding
        # The title stands above already, but for who wants the verdict alone.
        title = first.cause if self._is_told else self._text(first.title, first.params)
        params = {"title": title}
        sentence = {
            HIGH: _("The cause: {title}."),
            MEDIUM: _("Probably: {title}."),
            LOW: _("Not sure; perhaps: {title}."),
        }[first.confidence]
        return self._set.paint(self._text(sentence, params), _COLOURS[first.confidence])

    def _mended(self, cause: Cause) -> Iterator[str]:
        for fix in cause.fixes:
            yield from self._fix(fix)
        if cause.confirm:
            yield from self._set.labelled(_("make sure"), [self._text(_("this succeeds:"))])
            yield from (self._command(argv) for argv in cause.confirm)

    def _fix(self, fix: Fix) -> Iterator[str]:
        if fix.why:
            yield from self._set.labelled(_("fix"), [self._text(fix.why, fix.params)])
        yield from (self._command(argv) for argv in fix.commands)

    def _command(self, argv: Tuple[str, ...]) -> str:
        return self._set.command(fill(argv, self._report.account.facts, self._report.private))

    def _word(self, cause: Cause) -> str:
        phase = self._text(_PHASES[cause.phase]) if cause.phase else ""
        words = (cause.finding.cause, cause.finding.confidence, phase, cause.finding.id)
        return ", ".join(word for word in words if word)

    def _seen(self, item: Evidence) -> str:
        """An observation; a line of the text by its number, in the reader's language."""
        number = item.what[len(_LINE) :] if item.what.startswith(_LINE) else ""
        what = self._text(_("line {number}"), {"number": number}) if number else item.what
        return f"{what}: {item.value}"
