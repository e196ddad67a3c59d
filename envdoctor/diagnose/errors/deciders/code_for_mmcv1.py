"""Code for mmcv 1.x is quoted: that tells something only where the text says that mmcv 2 is installed."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import MMCVS, is_below, is_doubled, told_versions
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the told version; nothing without one."""
    versions = told_versions(account, *MMCVS)
    if versions and not is_doubled(account) and not is_below(versions[-1], "2.0.0rc1"):
        yield seen.suspect(params={"version": versions[-1]})
