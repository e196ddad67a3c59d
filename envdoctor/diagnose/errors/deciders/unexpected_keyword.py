"""A class is given an argument that it does not take: a config of another release, or another copy of the class.

Where a clone's script runs and the traceback goes through an installed copy of the same package, that copy
is what does not fit the clone's configs.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import files, is_installed, runs_script_of_clone
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_PACKAGE = re.compile(
    r"[/\\](mm(?:det3d|det|seg|pose|action|cls|pretrain|track|ocr|rotate|yolo))[/\\]"
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whose copy the traceback goes through."""
    if seen.groups["function"].endswith("FormatCode"):
        return  # yapf's, which has a row of its own
    confidence = MEDIUM if _goes_through_installed(seen, account) else LOW
    copy = seen.suspect(
        cause="wrong_environment_active",
        confidence=confidence,
        why=_(
            "the class that refuses '{argument}' is of an installed copy, and script and config are of a clone of another release"
        ),
        goals=(),
        ask=_("from which folder the package is imported when the script runs"),
    )
    if confidence == MEDIUM:
        yield copy
        yield seen.suspect(confidence=LOW)
    else:
        yield seen.suspect()
        yield copy


def _goes_through_installed(seen: Sighting, account: Account) -> bool:
    through = (path for path in files(account, seen.line) if _PACKAGE.search(path))
    return runs_script_of_clone(account) and any(is_installed(path) for path in through)
