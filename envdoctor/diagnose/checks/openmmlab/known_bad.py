"""No installed release is known to fail with what is beside it.

Some pairs of releases break each other though no metadata says so: yapf 0.40.2 under an older mmengine,
moviepy 2 under MMAction2's demos, two optimizers of one name under torch 2.5 with transformers.

How it is known: known_bad.toml names the release, its partner and what fails, each with its source. What
stops an import is an error; what fails when it is used, a warning; one part of many, information.

Bad: mmengine 0.10.4 with torch 2.5.1 and transformers. Good: mmengine 0.10.7 with both.
"""

from __future__ import annotations

from envdoctor.compat.known_bad import (
    IMPOSSIBLE_PIN,
    INCOMPATIBLE,
    NEEDLESS_REQUIREMENT,
    Defect,
)
from envdoctor.compat.platforms import platform
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds, order
from envdoctor.diagnose.installed import known_defects, versions
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import (
    ERROR,
    HIGH,
    INFO,
    LIBRARIES,
    MEDIUM,
    MMACTION2,
    MMCV,
    MMDET,
    TORCH,
    WARNING,
    Finding,
)
from envdoctor.model.goal import Constrain, Goal
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, Mapping, Tuple

RULE = Rule(
    "openmmlab.known_bad",
    LIBRARIES,
    _("no installed release is known to fail with what is beside it"),
    requires=("python.minimum", "torch.minimum"),
    caused_by=("mmcv.generations", "mmaction2.minimum", "mmcv.minimum", "mmcv.mmengine_minimum"),
)
_ELSEWHERE = ("setuptools_too_new", "setuptools_too_old", "torch_load_weights_only")
"""Causes that have rules of their own."""
_NEIGHBOURS = ("xtcocotools",)
"""Packages that the rule of NumPy's neighbours judges."""
_BELOW = ("mmcv", "mmdet")
"""Packages whose broken parts MMAction2 does not use; told only where it is not installed."""
_LAYERS = {
    "torch": TORCH,
    "mmengine": MMCV,
    "mmcv": MMCV,
    "mmcv-full": MMCV,
    "mmdet": MMDET,
    "mmpose": MMDET,
    "mmaction2": MMACTION2,
}


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Every known pair among the installed releases."""
    installed = versions(facts)
    partners = {**installed, **_own_versions(facts)}
    for name, version in installed.items():
        for defect in known_defects(tables, name, partners.get(name, version)):
            if _holds(defect, facts, partners) and not _is_never_imported(name, partners, tables):
                yield _finding(defect, facts, tables, partners)


def _own_versions(facts: Facts) -> Dict[str, str]:
    """What the files themselves say goes before what metadata says."""
    found = {"python": facts.interpreter.known().version}
    for name in ("torch", "numpy", "mmengine", "mmdet", "mmpose", "mmaction2"):
        value = getattr(facts, name).value
        if value is not None:
            found[name] = value.version
    return found


def _holds(defect: Defect, facts: Facts, partners: Mapping[str, str]) -> bool:
    """Whether the defect is of a kind that is judged here, and its partners are there."""
    if defect.cause in _ELSEWHERE or defect.package in _NEIGHBOURS:
        return False
    if defect.reach == "part" and defect.package in _BELOW and "mmaction2" in partners:
        return False
    if defect.platforms:
        here = facts.platform.known()
        if platform(here.system, here.machine) not in defect.platforms:
            return False
    try:
        if defect.kind == IMPOSSIBLE_PIN:
            other = partners.get(defect.dependency)
            return other is not None and not Bounds.parse(defect.declared).holds(other)
        return defect.kind == INCOMPATIBLE and defect.breaks_with(partners)
    except ValueError:  # a partner without a version as PEP 440 knows it
        return False


def _is_never_imported(name: str, partners: Mapping[str, str], tables: Tables) -> bool:
    """Whether it is there only because an installed package asks for it without need."""
    return any(
        defect.distribution == name
        for user in ("mmpose",)
        if user in partners
        for defect in known_defects(tables, user, partners[user])
        if defect.kind == NEEDLESS_REQUIREMENT
    )


def _finding(defect: Defect, facts: Facts, tables: Tables, partners: Mapping[str, str]) -> Finding:
    names = [name for name in (*defect.with_, defect.dependency) if name]
    others = ", ".join(f"{name} {partners[name]}" for name in names)
    is_part = defect.reach == "part"
    return RULE.finding(
        INFO if is_part else _severity(defect),
        cause=defect.cause,
        confidence=HIGH if defect.certainty == HIGH else MEDIUM,
        layer=_LAYERS.get(defect.package, LIBRARIES),
        variant="part" if is_part else "pair",
        title=_("one part of {package} {version} does not work with {others}")
        if is_part
        else _("{package} {version} is known to fail with {others}"),
        why=_("What fails: {what}. What helps: {remedy}."),
        params={
            "package": defect.package,
            "version": partners[defect.package],
            "others": others,
            "id": defect.id,
            "what": defect.what,
            "remedy": defect.remedy,
        },
        evidence=(
            facts.distributions.evidence(defect.package, partners[defect.package]),
            *(facts.distributions.evidence(name, partners[name]) for name in names),
            Evidence("what fails", defect.what, defect.source),
            Evidence("what helps", defect.remedy, defect.source),
        ),
        goals=() if is_part else _goals(defect, tables),
    )


def _severity(defect: Defect) -> str:
    return ERROR if defect.reach == "import" and defect.certainty == HIGH else WARNING


def _goals(defect: Defect, tables: Tables) -> Tuple[Goal, ...]:
    """The next release where there is one, else a partner below the range that breaks."""
    bounds = Bounds.parse(defect.versions)
    newest = tables.openmmlab.newest(defect.package)
    if bounds.upper and newest and order(newest) > order(bounds.upper):
        return (
            Constrain(defect.package, (">" if bounds.upper_inclusive else ">=") + bounds.upper),
        )
    return tuple(
        Constrain(name, f"<{lower}")
        for name, text in defect.with_.items()
        for lower in (Bounds.parse(text).lower,)
        if lower and name not in ("python", "torch")
    )
