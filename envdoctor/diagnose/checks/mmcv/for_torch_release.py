"""A prebuilt mmcv exists for the installed torch.

OpenMMLab built mmcv 2.1.0 for torch 1.8 to 2.1, and mmcv 2.2.0 for torch up to 2.4. For any other torch
pip compiles mmcv: that works, takes minutes to half an hour, and for a GPU needs the CUDA toolkit.

How it is known: the pages of prebuilt wheels (mmcv_wheels.toml), for the range of mmcv that the
installed packages assert. Judged only where mmcv with its ops is not there.

Bad: torch 2.13.0 and mmaction2 1.2.0 without mmcv. Good: torch 2.1.2+cu121.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds
from envdoctor.diagnose.ranges import CONSUMERS, specifiers
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, MMCV, Finding
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence

RULE = Rule("mmcv.for_torch_release", MMCV, _("a prebuilt mmcv exists for the installed torch"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The prebuilt wheels inside the asserted range, where mmcv is to be installed."""
    if not _is_wanted(facts):
        return
    torch, python, place = facts.torch.known(), facts.interpreter.known(), facts.platform.known()
    ranges = specifiers(facts, tables, "mmcv")
    if not torch.variant.startswith(("cu", "cpu", "mps")) or not ranges or not place.machine:
        return
    allowed = _allowed(tables.mmcv_wheels.releases(), ranges)
    where = (torch.version, torch.variant, python.version, place.system, place.machine)
    if not allowed or tables.mmcv_wheels.newest_for(*where, allowed=allowed) is not None:
        return
    yield RULE.finding(
        INFO,
        cause="no_matching_wheel",
        title=_("no prebuilt mmcv {specifier} exists for torch {torch} ({variant}) here"),
        why=_(
            "Installing mmcv compiles it: minutes to half an hour; for a GPU it needs the CUDA toolkit of this "
            "torch. mmcv-lite needs no compiling, and is enough for MMAction2's recognizers."
        ),
        params={
            "specifier": ranges[0],
            "torch": torch.version,
            "variant": torch.variant,
        },
        evidence=(
            facts.torch.evidence("torch.version", torch.version),
            Evidence("prebuilt wheels", f"none of mmcv {', '.join(allowed)}", "mmcv_wheels.toml"),
        ),
    )


def _is_wanted(facts: Facts) -> bool:
    """Whether mmcv with its ops is still to come, for a package that is there."""
    if all(getattr(facts, name).value is None for name in CONSUMERS):
        return False
    if facts.mmcv.is_absent:
        return True
    return facts.mmcv.known().ops is None


def _allowed(releases: Sequence[str], ranges: Sequence[str]) -> Sequence[str]:
    bounds = [Bounds.parse(text) for text in ranges]
    return [
        release
        for release in releases
        if "rc" not in release and all(bound.holds(release) for bound in bounds)
    ]
