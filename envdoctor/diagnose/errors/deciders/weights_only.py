"""torch.load refuses a file: of an older kind, or none that torch has written.

A pickle begins with a protocol mark; an operand that is the first letter of a text (a web page, a Git LFS
pointer, an error message) says that the file is no checkpoint at all.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import HIGH, MEDIUM, MMACTION2
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OPERAND = re.compile(r"Unsupported operand (\d+)")
_OF_PICKLES = frozenset((*b"().012BCFGIJKLMNPQRSTUVX]abcdeghijlopqrstu}", *range(0x80, 0x99)))
"""Opcodes of pickles: those that torch's own reader does not take are refused by number too."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the operand that torch's reader stopped at."""
    near = account.around(seen.line, 12, 12)
    operands = [int(n) for line in near for n in _OPERAND.findall(line.text)]
    if any(operand not in _OF_PICKLES for operand in operands):
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            confidence=HIGH,
            layer=MMACTION2,
            why=_(
                "the file is no checkpoint: no pickle holds the byte at which torch's reader stopped, a text does (a web page, a Git LFS pointer)"
            ),
            goals=(
                Manual(
                    _(
                        "delete the file and download it again; compare its size with the page that it is from"
                    )
                ),
            ),
        )
        yield seen.suspect(confidence=MEDIUM)
        return
    yield seen.suspect()
