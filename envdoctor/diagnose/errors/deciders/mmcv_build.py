"""mmcv is compiled instead of installed: whether a wheel exists for what the text describes."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import has_no_wheel, mmcv
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the table of wheels; less surely where the text does not tell torch."""
    release, here = has_no_wheel(account, tables)
    built = " ".join(part for part in (here.torch, here.variant) if part)
    params = {"mmcv": mmcv(account), "torch": built, "python": here.python}
    if release:
        yield seen.suspect(
            confidence=MEDIUM,
            why=_(
                "OpenMMLab has no wheel of mmcv {mmcv} for torch {torch} (Python {python}), so its sources are compiled"
            )
            if here.python
            else _(
                "OpenMMLab has no wheel of mmcv {mmcv} for torch {torch}, so its sources are compiled"
            ),
            params=params,
            goals=(
                Manual(
                    _(
                        "choose versions of torch and mmcv for which a wheel exists: `envdoctor install --dry-run` finds them"
                    )
                ),
            ),
            ask="",
        )
        return
    yield seen.suspect(
        confidence=MEDIUM if here.torch else LOW,
        params=params,
        goals=(
            Manual(
                _(
                    "install mmcv from OpenMMLab's page of wheels for this torch and CUDA (pip install mmcv --find-links ..., or mim install mmcv): the package index has its sources alone"
                )
            ),
        ),
    )
