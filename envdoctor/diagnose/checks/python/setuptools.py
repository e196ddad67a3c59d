"""setuptools has what mmengine and mim import from it, and is as new as torch needs.

setuptools 82 dropped pkg_resources, which mmengine up to 0.11.0rc0 imports when a config names
another package (`_base_ = "mmdet::..."`) and mim imports at once. In the other direction openxlab, which
openmim brings along, pulls setuptools back to 60.2.0, which torch 2.13 and newer refuse.

How it is known: the versions of the installed distributions, and the releases that the tables name
(known_bad.toml, libraries.toml).

Bad: setuptools 84.2.1 with mmengine 0.10.7. Good: setuptools 80.10.2, which serves both.
"""

from __future__ import annotations

from envdoctor.compat.known_bad import INCOMPATIBLE, Defect
from envdoctor.compat.libraries import SetuptoolsNeed
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.diagnose.installed import known_defects, versions
from envdoctor.diagnose.minimum import ordered
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, PYTHON, WARNING, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Optional, Tuple

RULE = Rule(
    "python.setuptools",
    PYTHON,
    _("setuptools has what mmengine and mim import from it, and is as new as torch needs"),
)
_USERS = ("mmengine", "openmim")
_BELOW = "<81"
"""Below 82, and without the warning that 81 prints."""


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """setuptools against those who import it."""
    installed = versions(facts)
    for name in {"torch", "setuptools"} & set(installed):
        ordered(installed[name], facts.distributions.source)
    partners = {**installed, "python": facts.interpreter.known().version}
    defects = _defects(tables, installed)
    need = tables.libraries.setuptools_need("torch", installed.get("torch", "0"))
    if "setuptools" not in installed:
        if _is_whole(facts, installed) and any(defect.modules for defect in defects):
            yield _absent(defects[0])
        return
    for defect in defects:
        if defect.breaks_with(partners):
            yield _unfit(facts, defect, installed, need)
            return
    if need and order(installed["setuptools"]) < order(need.at_least):
        yield _too_old(facts, installed, need)


def _is_whole(facts: Facts, installed: Dict[str, str]) -> bool:
    """Whether setuptools would be listed: of what a text lists, `pip freeze` leaves it out, and pip."""
    return "pip" in installed or any(item.location for item in facts.distributions.known())


def _defects(tables: Tables, installed: Dict[str, str]) -> List[Defect]:
    """What is known of the installed releases and setuptools."""
    return [
        defect
        for name in _USERS
        if name in installed
        for defect in known_defects(tables, name, installed[name])
        if defect.kind == INCOMPATIBLE and "setuptools" in defect.with_
    ]


def _unfit(
    facts: Facts, defect: Defect, installed: Dict[str, str], need: Optional[SetuptoolsNeed]
) -> Finding:
    too_new = defect.cause == "setuptools_too_new"
    goals: Tuple[Constrain, ...] = (Constrain("setuptools", _BELOW),)
    if need or not too_new:
        goals = (Constrain("setuptools", ">=77.0.3"), *goals)
    version = installed["setuptools"]
    return RULE.finding(
        WARNING,
        cause=defect.cause,
        variant="too_new" if too_new else "too_old_for_python",
        title=_("setuptools {setuptools} has no pkg_resources, which {package} {version} imports")
        if too_new
        else _("setuptools {setuptools} is too old for this Python, and {package} imports it"),
        why=_(
            "What looks up installed packages stops with \"No module named 'pkg_resources'\": configs that name "
            "another package, and every mim command."
        )
        if too_new
        else _(
            "openxlab, which openmim brings along, pulled setuptools back to a release without support."
        ),
        params={
            "setuptools": version,
            "package": defect.package,
            "version": installed[defect.package],
        },
        evidence=(
            facts.distributions.evidence("setuptools", version),
            Evidence("known defect", defect.what, defect.source),
        ),
        goals=goals,
    )


def _too_old(facts: Facts, installed: Dict[str, str], need: SetuptoolsNeed) -> Finding:
    return RULE.finding(
        WARNING,
        cause="setuptools_too_old",
        variant="too_old",
        title=_("setuptools {setuptools} is older than the {minimum} that torch {torch} requires"),
        why=_(
            "openxlab, which openmim brings along, pins setuptools 60.2: torch's extensions and torch.compile "
            "are built with a setuptools that they refuse. No setuptools meets both; this range works."
        ),
        params={
            "setuptools": installed["setuptools"],
            "minimum": need.at_least,
            "torch": installed["torch"],
        },
        evidence=(
            facts.distributions.evidence("setuptools", installed["setuptools"]),
            Evidence(f"{need.required_by} requires", f"setuptools>={need.at_least}", need.source),
        ),
        goals=(Constrain("setuptools", f">={need.at_least}"), Constrain("setuptools", _BELOW)),
    )


def _absent(defect: Defect) -> Finding:
    return RULE.finding(
        INFO,
        cause="dependency_missing",
        variant="absent",
        title=_(
            "{package} looks up installed packages through pkg_resources, which nothing brings"
        ),
        why=_(
            "setuptools is not installed. Recognition runs without it; configs that name another package need "
            "setuptools below 82."
        ),
        params={"package": defect.package},
        evidence=(Evidence("known defect", defect.what, defect.source),),
    )
