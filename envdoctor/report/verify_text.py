"""`verify` for people: a line a stage as it comes, the best labels, one line of verdict."""

from __future__ import annotations

from shlex import quote
from typing import Iterator, List

from envdoctor.model.private import HOME
from envdoctor.model.stage import StageResult, VerifyReport
from envdoctor.model.text import _
from envdoctor.report.language import Language
from envdoctor.report.sanitize import for_terminal
from envdoctor.report.setting import Style
from envdoctor.report.width import columns, pad, wrap

_NAME_WIDTH = 18
_TIME_WIDTH = 9
_BAR_WIDTH = 24
_PASSED, _FAILED, _SKIPPED = "ok", _("FAILED"), _("skipped")
_COLOURS = {_PASSED: "32", _FAILED: "31;1", _SKIPPED: "2"}


class VerifyText:
    """Sets stages as they come; skipped ones with one reason share a line."""

    def __init__(self, language: Language, style: Style) -> None:
        self._text = language.text
        self._style = style
        self._skipped: List[StageResult] = []

    def stage(self, stage: StageResult) -> Iterator[str]:
        """The lines that can be printed now that this stage has ended."""
        if self._style.verbosity < 0:
            return
        if self._skipped and not (
            stage.skipped and self._reason(stage) == self._reason(self._skipped[0])
        ):
            yield from self._together()
        if stage.skipped:
            self._skipped.append(stage)
            return
        mark = _FAILED if stage.failed else _PASSED
        seen = [stage.measured] if stage.measured else []
        if stage.failed:
            seen.insert(0, self._reason(stage))
        if stage.expected and (stage.failed or self._style.verbosity > 0):
            values = {"expected": stage.expected, "tolerance": stage.tolerance}
            sentence = _("expected {expected}, within {tolerance}")
            seen.append(
                self._text(sentence if stage.tolerance else _("expected {expected}"), values)
            )
        yield from self._lines(stage.name, mark, stage.wall_seconds, seen)

    def end(self, report: VerifyReport) -> Iterator[str]:
        """What follows the last stage."""
        if self._style.verbosity >= 0:
            yield from self._together()
            yield from self._best(report)
            yield from self._fixes(report)
            yield ""
        yield self._verdict(report)

    def _together(self) -> Iterator[str]:
        held, self._skipped = self._skipped, []
        if held:
            names = ", ".join(stage.name for stage in held)
            yield from self._lines(names, _SKIPPED, None, [self._reason(held[0])])

    def _lines(
        self, name: str, mark: str, seconds: "float | None", seen: List[str]
    ) -> Iterator[str]:
        width = max(columns(self._text(word)) for word in _COLOURS)
        time = "" if seconds is None else f"{seconds:.3f} s".rjust(_TIME_WIDTH)
        painted = self._paint(pad(self._text(mark), width), _COLOURS[mark])
        indent = " " * (2 + _NAME_WIDTH + 2 + width + 2 + _TIME_WIDTH + 2)
        space = max(self._style.width - len(indent), 24)
        lines = [line for part in seen for line in wrap(for_terminal(part), space)] or [""]
        names = wrap(name, _NAME_WIDTH) if len(name) > _NAME_WIDTH else [name]
        for number in range(max(len(lines), len(names))):
            first = pad(names[number] if number < len(names) else "", _NAME_WIDTH)
            rest = lines[number] if number < len(lines) else ""
            middle = (
                f"{painted}  {pad(time, _TIME_WIDTH)}"
                if number == 0
                else " " * (width + 2 + _TIME_WIDTH)
            )
            yield f"  {first}  {middle}  {rest}".rstrip()

    def _best(self, report: VerifyReport) -> Iterator[str]:
        for found in report.top5:
            yield ""
            yield self._bold(self._text(_("Recognised on {device}:"), {"device": found.device}))
            width = max((columns(score.label) for score in found.scores), default=0)
            for score in found.scores:
                bar = "#" * round(score.score * _BAR_WIDTH)
                yield f"  {pad(for_terminal(score.label), width)}  {score.score:.4f}  {bar}".rstrip()

    def _fixes(self, report: VerifyReport) -> Iterator[str]:
        for fix in report.fixes:
            yield ""
            yield self._bold(self._text(fix.why, fix.params))
            for argv in fix.commands:
                command = " ".join(_shown(part, report) for part in argv)
                yield f"  $ {for_terminal(command)}"

    def _verdict(self, report: VerifyReport) -> str:
        failed = [stage.name for stage in report.stages if stage.failed]
        if failed:
            sentence = _("Not proven. Failed stages: {count} ({names}).")
            values = {"count": str(len(failed)), "names": ", ".join(failed)}
            return self._paint(for_terminal(self._text(sentence, values)), "31;1")
        devices = ", ".join(found.device for found in report.top5)
        if report.own_video:
            return self._text(
                _("Recognised on {device}; your own clip has no recorded result to compare with."),
                {"device": devices},
            )
        return self._paint(
            self._text(_("Proven: video recognition works here ({device})."), {"device": devices}),
            "32",
        )

    def _reason(self, stage: StageResult) -> str:
        return self._text(stage.reason, stage.params)

    def _bold(self, text: str) -> str:
        return self._paint(text, "1")

    def _paint(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._style.colour else text


def _shown(part: str, report: VerifyReport) -> str:
    """One word of a command as a shell takes it, the home folder as "~"."""
    others = [token for _part, token in report.private.tokens if token != HOME]
    shown = part.replace("{python}", report.python)
    if any(token in shown for token in others):
        shown = report.private.fill(shown)
    home = next((text for text, token in report.private.tokens if token == HOME), "")
    for start in (f"{HOME}/", f"{home}/"):
        if start != "/" and shown.startswith(start):
            return "~/" + quote(shown[len(start) :])
    return quote(shown)
