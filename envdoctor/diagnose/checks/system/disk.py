"""There is room in the environment's file system.

An install unpacks wheels beside the files that it replaces, and a full file system leaves packages
half written: files of RECORD missing, folders that begin with `~`.

How it is known: statvfs at the environment's prefix. Below 1 GiB the next install of anything large
fails: a torch for CUDA takes several GB, one for the CPU about 1 GB.

Bad: 300 MiB free. Good: 20 GiB free.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import HIGH, SYSTEM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("system.disk", SYSTEM, _("there is room in the environment's file system"))
_MIB = 1024**2
_LEAST_BYTES = 1024 * _MIB


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Free bytes at the prefix."""
    disk = facts.disk.known()
    if disk.free_bytes >= _LEAST_BYTES:
        return
    free = f"{disk.free_bytes // _MIB} MiB"
    yield RULE.finding(
        WARNING,
        cause="disk_full",
        confidence=HIGH,
        title=_("the file system of the environment has {free} left"),
        why=_(
            "An install that runs out of room leaves packages half written. A torch for CUDA takes several GB."
        ),
        params={"free": free, "path": disk.path},
        evidence=(facts.disk.evidence("free space", free),),
        goals=(
            Manual(
                _(
                    "make room at {path}: pip cache purge, uv cache clean and conda clean --all free what installers keep"
                )
            ),
        ),
    )
