"""`envdoctor run -- CMD ...`."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace

from envdoctor.api.run import RunResult
from envdoctor.api.run import run as run_here
from envdoctor.facts.text.command import STANDARD, CannotRun
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _
from envdoctor.report.language import Language
from envdoctor.report.sanitize import for_terminal

_NOT_FOUND, _NOT_EXECUTABLE = 127, 126
"""What shells answer for a command that does not start."""


def run(options: Namespace, language: Language) -> int:
    """Runs the command and ends as it did; a failure is explained on standard error.

    With `--json` the command's own output goes to standard error, and the document to standard output.
    """
    argv = options.command
    if not argv:
        raise WrongInput(_("run takes a command: envdoctor run -- python train.py"))
    sys.stdout.flush()
    outputs = (STANDARD[1], STANDARD[1]) if options.json else STANDARD
    try:
        result = run_here(argv, os.environ, outputs)
    except CannotRun as error:
        return _not_run(error, options, language)
    _tell(result, options, language)
    return _ended_alike(result.code)


def _not_run(error: CannotRun, options: Namespace, language: Language) -> int:
    """One line on standard error, the document where one was asked for, and the code of shells."""
    code = _NOT_FOUND if error.is_missing else _NOT_EXECUTABLE
    sentence = language.text(error.sentence, error.params)
    if options.json:
        from envdoctor.report.document import dumps, error_document

        sys.stdout.write(dumps(error_document(sentence, code)) + "\n")
    sys.stderr.write(f"envdoctor: {for_terminal(sentence)}\n")
    return code


def _tell(result: RunResult, options: Namespace, language: Language) -> None:
    if options.json:
        from envdoctor.report.document import dumps
        from envdoctor.report.run_json import run_document

        sys.stdout.write(dumps(run_document(result.code, result.report, language)) + "\n")
    elif result.report is not None:
        from envdoctor.cli.terminal import style
        from envdoctor.report.explain_text import explain_text

        text = explain_text(result.report, language, style(options, sys.stderr))
        sys.stderr.write(f"\n{text}")
    sys.stdout.flush()
    sys.stderr.flush()


def _ended_alike(code: int) -> int:
    """The command's exit code; what a signal ended, ends by the same signal."""
    if code >= 0:
        return code
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the command's own core is enough
        if -code not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    return 128 - code
