"""`explain`: a text that somebody pasted -> facts -> causes -> fixes."""

from __future__ import annotations

import os
import sys

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.explain import explain as explain_account
from envdoctor.facts.text.describe import describe
from envdoctor.facts.text.digest import Digest
from envdoctor.facts.text.private import redact_excerpt
from envdoctor.model.account import Account, Excerpt
from envdoctor.model.explanation import Cause, ExplainReport
from envdoctor.model.private import NOTHING_PRIVATE, Private
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.confirm import confirm
from envdoctor.resolve.derive import mend

if TYPE_CHECKING:
    from typing import BinaryIO, Iterator, Tuple

STANDARD_INPUT = "-"
_PIECE = 1 << 20


def explain(name: str) -> ExplainReport:
    """The causes of the failure that a file tells of, "-" for standard input.

    Raises `WrongInput` for a file that cannot be read or that holds nothing.
    """
    tables = Tables()
    excerpt = _read(name, tables)
    if not excerpt.lines:
        raise WrongInput(
            _("{name} holds no text; it takes the output of what failed"), {"name": name}
        )
    return report_of(name, describe(excerpt, tables), tables)


def report_of(
    name: str, account: Account, tables: Tables, private: Private = NOTHING_PRIVATE
) -> ExplainReport:
    """What a text that was understood comes to."""
    explained = explain_account(account, tables)
    causes = _mended(explained.causes, account, tables)
    return ExplainReport(name, account, causes, tables.as_of, explained.crashed, private)


def _mended(causes: Tuple[Cause, ...], account: Account, tables: Tables) -> Tuple[Cause, ...]:
    """The causes with the commands that end each one alone."""
    return tuple(
        cause._replace(
            fixes=mend((cause.finding,), account.facts, tables).fixes[0],
            confirm=confirm(cause.finding.cause),
        )
        for cause in causes
    )


def _read(name: str, tables: Tables) -> Excerpt:
    digest = Digest(tables.known_errors.gates())
    try:
        for piece in _pieces(name):
            digest.feed(piece)
    except OSError as error:
        raise WrongInput(
            _("{name} cannot be read: {error}"),
            {"name": name, "error": error.strerror or str(error)},
        ) from error
    return redact_excerpt(digest.excerpt(), NOTHING_PRIVATE)


def _pieces(name: str) -> Iterator[bytes]:
    if name == STANDARD_INPUT:
        yield from _all_of(sys.stdin.buffer)
        return
    with open(os.path.expanduser(name), "rb", buffering=0) as file:
        yield from _all_of(file)


def _all_of(stream: BinaryIO) -> Iterator[bytes]:
    while True:
        piece = stream.read(_PIECE)
        if not piece:
            return
        yield piece
