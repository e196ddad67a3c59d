"""`check` as Markdown, to paste into an issue: redacted, and nothing in it reads as markup or a mention."""

from __future__ import annotations

from typing import Iterator, Tuple

from envdoctor.model.finding import ERROR, INFO, WARNING, Finding, Fix
from envdoctor.model.report import CheckReport
from envdoctor.model.text import _
from envdoctor.report.language import Language
from envdoctor.report.layers import NAMES, layer_lines
from envdoctor.report.sanitize import fenced, for_markdown
from envdoctor.report.sources import short

_SEVERITY = {ERROR: _("error"), WARNING: _("warning"), INFO: _("information")}


def check_markdown(report: CheckReport, language: Language) -> str:
    """The whole report, ending in a newline."""
    text = language.text
    lines = [f"### envdoctor {report.facts.envdoctor}", ""]
    lines += [f"| {text(_('Layer'))} | {text(_('State'))} | |", "| --- | --- | --- |"]
    for line in layer_lines(report.facts, report.diagnosis):
        content = for_markdown(line.content or text(line.note))
        lines.append(f"| {text(NAMES[line.layer])} | {line.state} | {content} |")
    for finding in report.diagnosis.findings:
        lines += ["", *_finding(finding, report, language)]
    if report.mending.joint:
        lines += [
            "",
            f"#### {text(_('To fix everything, in this order:'))}",
            "",
            *_commands(report.mending.joint),
        ]
    return "\n".join(lines) + "\n"


def _finding(finding: Finding, report: CheckReport, language: Language) -> Iterator[str]:
    title = for_markdown(language.text(finding.title, finding.params))
    yield f"#### {language.text(_SEVERITY[finding.severity])}: {title}"
    yield ""
    yield for_markdown(language.text(finding.why, finding.params))
    yield ""
    for item in finding.evidence:
        yield f"- {for_markdown(item.what)} = {for_markdown(item.value)} ({for_markdown(short(item.source))})"
    yield f"- `{finding.id}`, `{finding.cause}`, {finding.confidence}"
    fixes = report.fixes_of(finding)
    for fix in fixes:
        if not fix.commands and fix.why:
            yield f"- {for_markdown(language.text(fix.why, fix.params))}"
    if any(fix.commands for fix in fixes):
        yield ""
        yield from _commands(fixes)


def _commands(fixes: Tuple[Fix, ...]) -> Iterator[str]:
    """Commands as the reader would type them in the environment: no path of this machine."""
    from shlex import join

    shown = [
        join(part.replace("{python}", "python").replace("{prefix}", "$PREFIX") for part in argv)
        for fix in fixes
        for argv in fix.commands
    ]
    yield from fenced(shown, "sh")
