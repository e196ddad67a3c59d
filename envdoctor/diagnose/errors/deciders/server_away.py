"""A connection failed: to a server on the network, or to a program on this very machine."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import is_said_better
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_HERE = re.compile(r"localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the address, where one is named."""
    near = account.around(seen.line, 2, 2)
    if any(_HERE.search(line.text) for line in near):
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            confidence=MEDIUM,
            why=_(
                "a program on this machine that should answer (a visualizer, a server) does not run"
            ),
            goals=(),
        )
    elif not is_said_better(seen, tables):
        yield seen.suspect()
