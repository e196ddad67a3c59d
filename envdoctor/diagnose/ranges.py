"""What OpenMMLab packages assert of each other when they are imported: the assert decides."""

from __future__ import annotations

from envdoctor.compat.openmmlab import Assert
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.diagnose.minimum import Installed
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, Finding
from envdoctor.model.goal import Constrain, Remove
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

    from envdoctor.model.goal import Goal

CONSUMERS = ("mmaction2", "mmdet", "mmpose")


class Demand(NamedTuple):
    """One installed package's asserted range of another."""

    consumer: str
    """"mmaction2 1.2.0"."""
    specifier: str
    """">=2.0.0rc4,<2.2.0"."""
    holds: bool
    too_new: bool
    source: str


def specifiers(facts: Facts, tables: Tables, provider: str) -> Tuple[str, ...]:
    """The ranges that the installed consumers assert of `provider`, each once."""
    return tuple(
        dict.fromkeys(
            item.specifier
            for name in CONSUMERS
            for item in _asserts(facts, tables, name)
            if item.package == provider
        )
    )


def demands(facts: Facts, tables: Tables, provider: str, version: str) -> List[Demand]:
    """What every installed consumer asserts of `provider`, and whether `version` is inside."""
    return [
        Demand(
            consumer=item.required_by,
            specifier=item.specifier,
            holds=item.holds(version),
            too_new=order(version) >= order(item.upper),
            source=item.source,
        )
        for name in CONSUMERS
        for item in _asserts(facts, tables, name)
        if item.package == provider
    ]


def _asserts(facts: Facts, tables: Tables, consumer: str) -> Tuple[Assert, ...]:
    package = getattr(facts, consumer).value
    if package is None:
        return ()
    return tables.openmmlab.asserts(consumer, package.version) or ()


def outside_range(
    rule: Rule, facts: Facts, tables: Tables, provider: str, installed: Installed
) -> Iterator[Finding]:
    """One finding for the installed `provider`, with the ranges of all its consumers as goals."""
    all_demands = demands(facts, tables, provider, installed.version)
    broken = [demand for demand in all_demands if not demand.holds]
    if not broken:
        return
    first = broken[0]
    yield rule.finding(
        ERROR,
        cause=f"{provider}_too_new" if first.too_new else f"{provider}_too_old",
        title=_("{package} {version} is outside the range {specifier} of {consumers}"),
        why=_(
            "The range is asserted at import, which stops with an AssertionError. Installers cannot see it: the range is not a declared requirement."
        ),
        params={
            "package": installed.name,
            "version": installed.version,
            "consumers": ", ".join(demand.consumer for demand in broken),
            "specifier": first.specifier,
        },
        evidence=(
            installed.evidence,
            *(
                Evidence(f"{d.consumer} asserts", f"{provider}{d.specifier}", d.source)
                for d in broken
            ),
        ),
        goals=_goals(installed, all_demands),
    )


def _goals(installed: Installed, all_demands: List[Demand]) -> Tuple[Constrain, ...]:
    specifiers = dict.fromkeys(demand.specifier for demand in all_demands)
    return tuple(Constrain(installed.name, specifier) for specifier in specifiers)


def goals_for_mmcv_2(facts: Facts, tables: Tables, name: str) -> Tuple[Goal, ...]:
    """mmcv 2 in the ranges of those that stay, and of the newest MMAction2; mmcv-full goes before."""
    newest = tables.openmmlab.newest("mmaction2") or ""
    asserted = [
        item.specifier
        for item in tables.openmmlab.asserts("mmaction2", newest) or ()
        if item.package == "mmcv"
    ]
    stay = [text for text in specifiers(facts, tables, "mmcv") if ">=2" in text]
    ranges = dict.fromkeys((*asserted, *stay))
    removed = (Remove(name),) if name != "mmcv" else ()
    return (*removed, *(Constrain("mmcv", specifier) for specifier in ranges))
