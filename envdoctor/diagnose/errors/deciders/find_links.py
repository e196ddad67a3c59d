"""A page of mmcv wheels was asked for: whether OpenMMLab has one for that torch and CUDA."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_BUILT = ("Building wheel for mmcv", "Building wheels for collected packages: mmcv", "mmcv._ext")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the table; nothing where the page exists."""
    try:
        page = tables.mmcv_wheels.find_links(seen.groups["torch"], seen.groups["variant"])
    except ValueError:
        return
    if page is not None:
        if seen.groups["patch"] not in ("", "0"):
            yield _no_such_patch(seen, account, page)
        return
    yield seen.suspect(
        confidence=MEDIUM if account.has(*_BUILT) else LOW,
        goals=(
            Manual(
                _(
                    "take a torch that OpenMMLab built mmcv for (2.1 for mmcv 2.1.0, up to 2.4 for mmcv 2.2.0), or build mmcv with --no-build-isolation and a CUDA toolkit of torch's version"
                )
            ),
        ),
    )


def _no_such_patch(seen: Sighting, account: Account, page: str) -> Suspect:
    return seen.suspect(
        confidence=MEDIUM if account.has(*_BUILT) else LOW,
        why=_(
            "the pages of mmcv wheels are named by torch's minor release or its .0; there is none for torch {torch}.{patch}, and pip takes the sources instead"
        ),
        params={"page": page},
        goals=(Manual(_("give --find-links {page}")),),
    )
