"""`envdoctor check`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from envdoctor.api.check import CheckRequest, check
from envdoctor.cli.exits import HEALTHY, NOT_FINISHED, PROBLEMS
from envdoctor.diagnose.runner import Selection
from envdoctor.model.problem import WrongInput
from envdoctor.model.report import CheckReport
from envdoctor.model.text import _
from envdoctor.report.language import Language


def run(options: Namespace, language: Language) -> int:
    """Checks, prints, and returns the exit code."""
    if options.markdown and options.json:
        raise WrongInput(_("--markdown and --json exclude each other"))
    request = CheckRequest(
        python=options.python,
        env=options.env,
        facts=options.facts,
        expect_gpu=options.expect_gpu,
        strict=options.strict,
        selection=Selection(tuple(options.select), tuple(options.ignore)),
        redact=not options.no_redact,
        deep=options.deep,
    )
    report = check(request, os.environ)
    sys.stdout.write(_rendered(report, options, language))
    if report.lost and report.ok:
        return NOT_FINISHED
    return HEALTHY if report.ok else PROBLEMS


def _rendered(report: CheckReport, options: Namespace, language: Language) -> str:
    if options.json:
        from envdoctor.report.check_json import check_document
        from envdoctor.report.document import dumps

        return dumps(check_document(report, language)) + "\n"
    if options.markdown:
        from envdoctor.report.check_markdown import check_markdown

        return check_markdown(report, language)
    from envdoctor.cli.terminal import style
    from envdoctor.report.check_text import check_text

    return check_text(report, language, style(options))
