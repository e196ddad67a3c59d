"""`envdoctor install --dry-run`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from envdoctor.api.plan import plan
from envdoctor.cli.exits import HEALTHY, PROBLEMS
from envdoctor.cli.plan_options import call_of
from envdoctor.model.plan_report import PlanReport
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _
from envdoctor.report.language import Language


def run(options: Namespace, language: Language) -> int:
    """Plans, prints, and returns the exit code: 1 where there is no solution."""
    if not options.dry_run:
        raise WrongInput(
            _("install does not carry plans out yet: with --dry-run it prints the commands to run")
        )
    report = plan(call_of(options), os.environ)
    sys.stdout.write(_rendered(report, options, language))
    return PROBLEMS if report.resolution.plan is None else HEALTHY


def _rendered(report: PlanReport, options: Namespace, language: Language) -> str:
    if options.json:
        from envdoctor.report.document import dumps
        from envdoctor.report.plan_json import plan_document

        return dumps(plan_document(report, language)) + "\n"
    from envdoctor.cli.terminal import style
    from envdoctor.report.plan_text import plan_text

    return plan_text(report, language, style(options))
