"""An undefined symbol of no known library, or one whose name was not told: the file decides."""

from __future__ import annotations

import re

from envdoctor.compat.symbols import readable
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.loading import is_torch_s, module_of
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM, TORCH
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_EXTENSION = re.compile(r"\.(?:cpython-\w+|abi3)[\w.-]*\.?so$|_(?:cuda|ext|cpu)\.so$")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """An extension of Python's is most often one that was built for another torch."""
    file = seen.groups["file"]
    symbol = seen.groups["symbol"] or seen.groups["wanted"] or seen.groups["linked"]
    params = {"file": file, "module": module_of(file), "readable": readable(symbol)}
    if "torchvision" in file:
        yield seen.suspect(
            cause="torch_torchvision_mismatch",
            confidence=MEDIUM,
            layer=TORCH,
            why=_(
                "{module} wants a symbol that the installed torch does not offer: torchvision was built for another torch"
            ),
            params=params,
            goals=(),
        )
    elif _EXTENSION.search(file) and not is_torch_s(file):
        yield seen.suspect(
            cause="extension_torch_abi_mismatch",
            confidence=LOW if symbol else MEDIUM,
            why=_(
                "{module} wants a symbol that no loaded library offers: most often it was built for another torch, or for another release of the library that it uses"
            ),
            params=params,
            goals=(),
        )
    else:
        yield seen.suspect(params=params)
