"""torch has no such name: a file that hides torch, a part without CUDA, or code for another release."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import is_said_better
from envdoctor.diagnose.errors.openmmlab_told import files, is_installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_TORCH_FILE = re.compile(r"(?:^|[/\\])torch\.py$")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the files of the traceback."""
    if is_said_better(seen, tables):
        return
    asking = files(account, seen.line)
    if any(_TORCH_FILE.search(path) for path in asking):
        yield seen.suspect(
            cause="module_shadowed",
            confidence=HIGH,
            why=_("a file torch.py is imported in place of the package torch"),
            goals=(Manual(_("rename that file and delete the folder __pycache__ beside it")),),
            ask="",
        )
        return
    if asking and is_installed(asking[-1]):
        yield seen.suspect(
            cause="torch_too_old",
            confidence=LOW,
            why=_("an installed package asks torch for {name}, which this release does not have"),
        )
        return
    yield seen.suspect()
