"""Releases of mmcv that everything here accepts, and of torch against which they can be compiled."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds
from envdoctor.diagnose.ranges import specifiers
from envdoctor.model.facts import Facts
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List


def releases_for_mmcv(facts: Facts, tables: Tables) -> List[str]:
    """All releases of torch, the newest first; those that mmcv cannot be compiled against last."""
    newest_first = list(reversed(tables.torch.versions()))
    return sorted(newest_first, key=lambda release: _refuses_mmcv(facts, tables, release))


def _refuses_mmcv(facts: Facts, tables: Tables, release: str) -> bool:
    """Whether the newest mmcv that everything accepts is known not to compile against it."""
    allowed = allowed_releases(facts, tables)
    defects = tables.known_bad.of("mmcv", allowed[-1]) if allowed else ()
    return any(
        defect.kind == "build"
        and set(defect.with_) == {"torch"}
        and defect.breaks_with({"torch": release})
        for defect in defects
    )


def allowed_releases(facts: Facts, tables: Tables) -> List[str]:
    """The releases of mmcv 2 in every range that is asserted."""
    ranges = [Bounds.parse(text) for text in specifiers(facts, tables, "mmcv")]
    return [
        release
        for release in tables.mmcv_wheels.releases()
        if release[0] == "2" and "rc" not in release and all(r.holds(release) for r in ranges)
    ]
