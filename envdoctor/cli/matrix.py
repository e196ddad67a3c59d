"""`envdoctor matrix`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from envdoctor.api.matrix import MatrixCall, matrix
from envdoctor.cli.exits import HEALTHY, PROBLEMS
from envdoctor.cli.plan_options import call_of
from envdoctor.model.matrix import MatrixReport
from envdoctor.report.language import Language


def run(options: Namespace, language: Language) -> int:
    """Prints the table, and returns the exit code: 1 where no row works."""
    call = MatrixCall(call_of(options), options.torch, options.everything)
    report = matrix(call, os.environ)
    sys.stdout.write(_rendered(report, options, language))
    return HEALTHY if report.ok else PROBLEMS


def _rendered(report: MatrixReport, options: Namespace, language: Language) -> str:
    if options.json:
        from envdoctor.report.document import dumps
        from envdoctor.report.matrix_json import matrix_document

        return dumps(matrix_document(report, language)) + "\n"
    from envdoctor.cli.terminal import style
    from envdoctor.report.matrix_text import matrix_text

    return matrix_text(report, language, style(options))
