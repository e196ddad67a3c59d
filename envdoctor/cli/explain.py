"""`envdoctor explain`."""

from __future__ import annotations

import sys
from argparse import Namespace

from envdoctor.api.explain import explain
from envdoctor.cli.exits import HEALTHY, PROBLEMS
from envdoctor.report.language import Language


def run(options: Namespace, language: Language) -> int:
    """Names the cause, and returns the exit code: 1 when none is known."""
    report = explain(options.text)
    if options.json:
        from envdoctor.report.document import dumps
        from envdoctor.report.explain_json import explain_document

        sys.stdout.write(dumps(explain_document(report, language)) + "\n")
    else:
        from envdoctor.cli.terminal import style
        from envdoctor.report.explain_text import explain_text

        sys.stdout.write(explain_text(report, language, style(options)))
    return HEALTHY if report.causes else PROBLEMS
