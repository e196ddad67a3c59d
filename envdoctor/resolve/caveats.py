"""What is known not to work in a set that is otherwise whole: defects that no choice avoids."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.model.plan import RULE, Member
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import LITE, Build
from envdoctor.resolve.laws.law import (
    ARTIFACT,
    MMACTION2,
    MMCV,
    MMDET,
    MMENGINE,
    MMPOSE,
    NUMPY,
    TORCH,
)

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, Tuple

_OPS = "mmcv.ops"
_PACKAGES = (MMACTION2, MMENGINE, MMCV, MMDET, MMPOSE)


def caveats_of(solution: Dict[str, Any], tables: Tables) -> Tuple[Member, ...]:
    """One for every known defect of the chosen releases that only a part of them meets."""
    return tuple(_caveats(solution, tables))


def _caveats(solution: Dict[str, Any], tables: Tables) -> Iterator[Member]:
    build: Build = solution[TORCH]
    is_lite = solution[ARTIFACT].kind == LITE
    versions = {"torch": build.version, "numpy": f"{solution[NUMPY]}.99"}
    for package in _PACKAGES:
        if not solution[package]:
            continue
        for defect in tables.known_bad.of(package, solution[package]):
            partial = defect.kind == "incompatible" and defect.reach != "import"
            absent = is_lite and any(module.startswith(_OPS) for module in defect.modules)
            if partial and not absent and defect.with_ and defect.breaks_with(versions):
                params = {
                    "package": package,
                    "version": solution[package],
                    "what": defect.what,
                    "remedy": defect.remedy,
                }
                sentence = _("{package} {version}: {what}; {remedy}")
                yield Member(RULE, f"bad.{defect.id}", sentence, params, defect.source)
