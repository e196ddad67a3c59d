"""pip refuses a wheel: its name says for which Python and platform it was built."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import python
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_TAG = re.compile(r"-cp(\d)(\d{1,2})-")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the tag in the file's name and the interpreter, where it is told."""
    tag, here = _TAG.search(seen.groups["file"]), python(account)
    if tag and here and not f"{here}.".startswith(f"{tag[1]}.{tag[2]}."):
        yield seen.suspect(
            confidence=HIGH,
            why=_("{file} was built for Python {built}, and this is Python {here}"),
            params={"built": f"{tag[1]}.{tag[2]}", "here": here},
        )
        return
    yield seen.suspect(confidence=HIGH)
