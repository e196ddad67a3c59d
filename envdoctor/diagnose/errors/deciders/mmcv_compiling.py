"""A compiler stopped and the text does not say why: whether the sources are older than torch."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import has_no_wheel, mmcv, newest_torch_built_for, target
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the newest torch that this mmcv was ever built for."""
    release, torch = mmcv(account), target(account).torch
    newest = newest_torch_built_for(release, tables) if release else ""
    if newest and torch and _is_older(newest, torch):
        yield seen.suspect(
            confidence=MEDIUM,
            why=_(
                "mmcv {mmcv} is older than torch {torch}: the newest torch that it was built for is {newest}"
            ),
            params={"mmcv": release, "torch": torch, "newest": newest},
            goals=(
                Manual(
                    _(
                        "take an mmcv of this torch's time, or torch {newest}; best a pair with a wheel"
                    )
                ),
            ),
        )
    else:
        yield seen.suspect(confidence=LOW)
    missing, here = has_no_wheel(account, tables) if release else ("", None)
    if missing and here is not None:
        yield seen.suspect(
            cause="no_matching_wheel",
            confidence=LOW,
            why=_(
                "there is no wheel of mmcv {mmcv} for torch {torch}, so that it is compiled at all"
            ),
            params={"mmcv": release, "torch": here.torch},
            goals=(),
        )


def _is_older(newest: str, torch: str) -> bool:
    try:
        return numbers(newest)[:2] < numbers(torch)[:2]
    except ValueError:
        return False
