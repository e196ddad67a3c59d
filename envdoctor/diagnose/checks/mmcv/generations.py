"""All OpenMMLab packages are of one generation.

mmcv 1.x, mmdet 2.x, mmpose 0.x, mmaction2 0.x and mmcls stand on mmcv.runner and mmcv.Config; mmcv 2.x,
mmdet 3.x, mmpose 1.x, mmaction2 1.x and mmpretrain on mmengine. A package of one generation does not
import beside the other's mmcv.

How it is known: the installed versions, and the first release of each package's new generation
(openmmlab.toml). An environment that is wholly of the old one is not mixed.

Bad: mmcv-full 1.7.2 with mmaction2 1.2.0. Good: mmcv 2.1.0 with mmaction2 1.2.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import OF_MMCV
from envdoctor.diagnose.minimum import minimum_of
from envdoctor.diagnose.ranges import specifiers
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, MMCV, WARNING, Finding
from envdoctor.model.goal import Constrain, Goal, Remove
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Tuple

RULE = Rule("mmcv.generations", MMCV, _("all OpenMMLab packages are of one generation"))
_CORE = ("mmdet", "mmpose", "mmaction2")


class _Member(NamedTuple):
    """One OpenMMLab package."""

    name: str
    """As the tables call it: "mmcv" for all three of its distributions."""
    distribution: str
    version: str
    evidence: Evidence


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The packages of the former generation beside those of the present one."""
    old: List[_Member] = []
    new: List[_Member] = []
    for member in _members(facts):
        try:
            former = tables.openmmlab.of_former_generation(member.name, member.version)
        except ValueError:  # no version as PEP 440 knows it
            continue
        if former is not None:
            (old if former else new).append(member)
    if not old or not new:
        return
    core = {"mmcv", *_CORE}
    yield RULE.finding(
        ERROR if core & {m.name for m in old} and core & {m.name for m in new} else WARNING,
        cause="openmmlab_generations_mixed",
        title=_("two generations of OpenMMLab are mixed: {old} beside {new}"),
        why=_(
            "The older ones need mmcv 1.x and its runner, the newer ones mmcv 2.x and mmengine: no mmcv serves "
            "both, and one side stops when it is imported."
        ),
        params={"old": _names(old), "new": _names(new)},
        evidence=tuple(member.evidence for member in (*old, *new)),
        goals=tuple(goal for member in old for goal in _goals(member, facts, tables)),
    )


def _members(facts: Facts) -> Iterator[_Member]:
    mmcv = facts.mmcv.value
    if mmcv is not None:
        version = mmcv.package.version
        evidence = facts.mmcv.evidence("mmcv.version", version)
        yield _Member("mmcv", mmcv.package.distribution or "mmcv", version, evidence)
    for name in _CORE:
        read = getattr(facts, name)
        if read.value is not None:
            evidence = read.evidence(f"{name}.version", read.value.version)
            yield _Member(name, name, read.value.version, evidence)
    others: Dict[str, _Member] = {}
    for item in facts.distributions.value or ():
        if item.name not in (*OF_MMCV, *_CORE):
            evidence = facts.distributions.evidence(f"{item.name}.version", item.version)
            others.setdefault(item.name, _Member(item.name, item.name, item.version, evidence))
    yield from others.values()


def _goals(member: _Member, facts: Facts, tables: Tables) -> Tuple[Goal, ...]:
    """The same package of the present generation."""
    if member.name == "mmcv":
        ranges = specifiers(facts, tables, "mmcv") or (f">={minimum_of(tables, 'mmcv').version}",)
        wanted = tuple(Constrain("mmcv", specifier) for specifier in _present(ranges))
        return (*(_without(member) if member.distribution != "mmcv" else ()), *wanted)
    if member.name in _CORE:
        return (Constrain(member.name, f">={minimum_of(tables, member.name).version}"),)
    renamed = tables.openmmlab.renamed(member.name)
    return (*_without(member), *((Constrain(renamed, ""),) if renamed else ()))


def _present(ranges: Tuple[str, ...]) -> Tuple[str, ...]:
    """Ranges of mmcv 2 alone: those of packages that move along do not hold any more."""
    return tuple(text for text in ranges if ">=2" in text) or (">=2.0.0",)


def _without(member: _Member) -> Tuple[Remove, ...]:
    return (Remove(member.distribution),)


def _names(members: List[_Member]) -> str:
    return ", ".join(f"{member.distribution} {member.version}" for member in members)
