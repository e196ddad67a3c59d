"""`envdoctor diff`."""

from __future__ import annotations

import sys
from argparse import Namespace

from envdoctor.api.diff import diff
from envdoctor.cli.exits import HEALTHY, PROBLEMS
from envdoctor.report.diff import diff_document, diff_text, is_same
from envdoctor.report.language import Language


def run(options: Namespace, language: Language) -> int:
    """Compares, prints, and returns the exit code."""
    report = diff(options.first, options.second)
    if options.json:
        from envdoctor.report.document import dumps

        sys.stdout.write(dumps(diff_document(report)) + "\n")
    elif not options.quiet:
        sys.stdout.write(diff_text(report, language, everything=options.verbose))
    return HEALTHY if is_same(report) else PROBLEMS
