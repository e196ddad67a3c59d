"""`envdoctor verify`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import Union

from envdoctor.api.verify import VerifyCall, verify
from envdoctor.cli.exits import HEALTHY, PROBLEMS
from envdoctor.model.stage import StageResult, Top5
from envdoctor.report.language import Language


def run(options: Namespace, language: Language) -> int:
    """Proves, prints each stage as it comes, and returns the exit code."""
    call = VerifyCall(
        python=options.python,
        env=options.env,
        video=options.video,
        devices=tuple(options.device),
        time_limit_seconds=options.timeout,
    )
    if options.json:
        from envdoctor.report.document import dumps
        from envdoctor.report.verify_json import verify_document

        report = verify(call, os.environ)
        sys.stdout.write(dumps(verify_document(report, language)) + "\n")
        return HEALTHY if report.ok else PROBLEMS
    return _told(call, options, language)


def _told(call: VerifyCall, options: Namespace, language: Language) -> int:
    from envdoctor.cli.terminal import style
    from envdoctor.report.verify_text import VerifyText

    text = VerifyText(language, style(options))

    def tell(result: Union[StageResult, Top5]) -> None:
        if isinstance(result, StageResult):
            sys.stdout.writelines(f"{line}\n" for line in text.stage(result))
            sys.stdout.flush()

    report = verify(call, os.environ, tell)
    sys.stdout.writelines(f"{line}\n" for line in text.end(report))
    return HEALTHY if report.ok else PROBLEMS
