"""torch says that the driver is too old; the number that it prints is the driver's CUDA."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import torch_cuda
from envdoctor.model.account import Account
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """The message is enough; it becomes readable."""
    encoded = seen.groups["encoded"]
    runs = tables.cuda.decode(int(encoded)) if encoded else None
    cuda = torch_cuda(account)
    if runs and cuda:
        why = _("the driver runs CUDA up to {runs}, and torch was built with CUDA {cuda}")
    elif runs:
        why = _(
            "the driver runs CUDA up to {runs}, and the installed torch was built with a newer one"
        )
    else:
        why = ""
    yield seen.suspect(why=why, params={"runs": runs or "", "cuda": cuda})
