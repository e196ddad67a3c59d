"""`run`: a command, unchanged, and what its failure means on this machine."""

from __future__ import annotations

import os
import shutil
import signal

from envdoctor.api.explain import report_of
from envdoctor.compat.tables import Tables
from envdoctor.facts.live import Subject, project_here, read_live
from envdoctor.facts.redact import private_parts, redact
from envdoctor.facts.text.command import STANDARD, Ran, run_command
from envdoctor.facts.text.describe import describe
from envdoctor.facts.text.private import redact_excerpt
from envdoctor.model.account import COMMAND, Account, Claim, Excerpt, Quote
from envdoctor.model.explanation import ExplainReport
from envdoctor.model.facts import OPTIONAL, Facts
from envdoctor.model.private import NOTHING_PRIVATE
from envdoctor.model.problem import WrongInput
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Optional, Sequence, Tuple

_LONGEST_FIRST_LINE = 4096
_WANTED = ("SIGINT", "SIGPIPE")
"""By these a command ends because somebody has had enough of it: that is no failure."""


class RunResult(NamedTuple):
    """How the command ended, and why, where it failed."""

    code: int
    """Its exit code; of one that a signal ended, the signal's number below zero."""
    report: Optional[ExplainReport]
    """None where it succeeded, or was broken off by who had started it."""


def run(
    argv: Sequence[str],
    environ: Mapping[str, str] = os.environ,
    outputs: Tuple[int, int] = STANDARD,
) -> RunResult:
    """Runs the command; raises `CannotRun` when it does not start."""
    tables = Tables()
    ran = run_command(argv, tables.known_errors.gates(), outputs)
    if ran.code == 0 or _signal_name(ran.code) in _WANTED:
        return RunResult(ran.code, None)
    return RunResult(ran.code, _explained(argv, ran, environ, tables))


def _signal_name(code: int) -> str:
    """The signal that ended it; "" where none did."""
    return signal.Signals(-code).name if -code in set(signal.Signals) else ""


def _explained(
    argv: Sequence[str], ran: Ran, environ: Mapping[str, str], tables: Tables
) -> ExplainReport:
    facts = _facts_here(argv[0], environ, tables)
    private = private_parts(facts, environ) if facts else NOTHING_PRIVATE
    told = describe(redact_excerpt(_with_its_end(ran), private), tables)
    command = private.hide(" ".join(argv))
    said = Claim(COMMAND, "", command, Quote(0, command))
    # Without an environment to look at, what the text itself says has to do.
    account = Account(
        told.excerpt, (said, *told.claims), redact(facts, private) if facts else told.facts
    )
    return report_of(command, account, tables, private)


def _with_its_end(ran: Ran) -> Excerpt:
    """What it printed, and below, as a shell would add it, the signal that ended it."""
    excerpt, name = ran.excerpt, _signal_name(ran.code)
    if not name:
        return excerpt
    line = Quote(excerpt.total_lines + 1, f"Signal {-ran.code} ({name}) ended the command")
    return excerpt._replace(lines=(*excerpt.lines, line))


def _facts_here(program: str, environ: Mapping[str, str], tables: Tables) -> Optional[Facts]:
    """This machine and the environment that the program runs in; None when there is none."""
    expected = environ.get("ENVDOCTOR_EXPECT_GPU") or OPTIONAL
    try:
        subject = Subject(interpreter_of(program), "", expected, project_here())
        return read_live(subject, environ, tables)
    except WrongInput:
        return None


def interpreter_of(program: str) -> str:
    """The Python that runs a program: itself, or the one that its first line names; "" for others."""
    path = shutil.which(program) or ""
    if os.path.basename(path).lower().startswith("python"):
        return path
    try:
        with open(path, "rb") as file:
            first = file.readline(_LONGEST_FIRST_LINE)
    except OSError:
        return ""
    named = first[2:].decode("utf-8", "replace").split() if first.startswith(b"#!") else []
    is_python = bool(named) and os.path.basename(named[0]).startswith("python")
    return named[0] if is_python and os.path.exists(named[0]) else ""
