"""torchvision does not fit torch; where torch is told, the torchvision that belongs to it is named."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import public
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import torch_version, versions
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH
from envdoctor.model.goal import Constrain, Goal, Manual, Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the versions that the text tells of both."""
    torch, vision = torch_version(account), "".join(sorted(versions(account, "torchvision"))[:1])
    pairs = tables.torch.pairs(torch) if torch else None
    wanted = (pairs.torchvision if pairs else None) or ""
    params = {"torch": torch, "torchvision": vision, "wanted": wanted}
    if wanted and vision and public(vision) != wanted and seen.signature.certainty == HIGH:
        yield seen.suspect(
            params=params,
            why=_(
                "torchvision {torchvision} belongs to another torch; the one for torch {torch} is {wanted}"
            ),
            goals=(Constrain("torchvision", f"=={wanted}"),),
        )
    elif seen.groups.get("backend"):
        yield seen.suspect(
            params=params,
            why=_(
                "torchvision is a CPU build, whose operators do not run on the GPU, beside a CUDA build of torch"
            ),
            goals=_again(wanted),
        )
    else:
        yield seen.suspect(params=params, goals=_again(wanted))


def _again(wanted: str) -> Tuple[Goal, ...]:
    if wanted:
        return (Constrain("torchvision", f"=={wanted}"), Reinstall("torchvision"))
    return (
        Manual(
            _(
                "install torch and torchvision together, from one index, in versions that belong together"
            )
        ),
    )
