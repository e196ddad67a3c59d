"""Compiled code crashed: something can be said only where the stack shows what was at work."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import COMMAND, Account
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_IMPORT = re.compile(r"frozen importlib|\bimport \w+|python3? -c ['\"]import")
_OPS = re.compile(r"mmcv[/\\](?:ops|_ext)|_ext\.cpython|[/\\]_C\.(?:cpython|abi3|so)")


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """An extension of torch on the stack, or an import: else nothing is known."""
    lines = [line.text for line in account.excerpt.lines]
    lines += [claim.value for claim in account.of(COMMAND)]
    if any(_OPS.search(line) for line in lines):
        yield seen.suspect(
            cause="extension_torch_abi_mismatch",
            why=_("compiled code crashed, and a compiled extension of torch was at work"),
        )
    elif any(_IMPORT.search(line) for line in lines):
        yield seen.suspect(why=_("compiled code crashed while something was imported"))
