"""pip says, after installing, that a requirement is not met: harmless, unless it is the stack's own."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds, order
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM, MMCV, TORCH
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_COMPANIONS = ("torchvision", "torchaudio")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the names: OpenMMLab's ranges, torch and torchvision, or any other package."""
    package, name = seen.groups["package"].lower(), seen.groups["name"].lower()
    side = _side(seen)
    if package in _COMPANIONS and name == "torch":
        yield seen.suspect(
            cause="torch_torchvision_mismatch",
            confidence=MEDIUM,
            layer=TORCH,
            goals=(Constrain(name, seen.groups["range"]),),
        )
        return
    word = f"{name.replace('mmcv-full', 'mmcv')}_{side}"
    if package.startswith("mm") and word in tables.causes:
        yield seen.suspect(
            cause=word,
            confidence=MEDIUM if "extra" in seen.groups["marker"] else LOW,
            layer=MMCV,
            goals=(Constrain(name, seen.groups["range"]),),
        )
        return
    yield seen.suspect(
        cause=word if word in tables.causes else f"dependency_{side}",
        confidence=LOW,
        why=_(
            "{package} {version} asks for {name} {range}, and {found} is installed; pip only warns of it, and what failed may be something else"
        ),
        goals=(Constrain(name, seen.groups["range"]),) if side == "too_new" else (),
    )


def _side(seen: Sighting) -> str:
    try:
        lower = Bounds.parse(seen.groups["range"].replace("!=", "<").replace("~=", ">=")).lower
        below = lower is not None and order(seen.groups["found"]) < order(lower.rstrip(".*"))
    except ValueError:
        return "too_new"
    return "too_old" if below else "too_new"
