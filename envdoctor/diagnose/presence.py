"""A package that others need at import, though none of them declares it."""

from __future__ import annotations

from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, Finding
from envdoctor.model.goal import Goal
from envdoctor.model.read import Evidence, Read
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

    from envdoctor.compat.known_bad import Defect
    from envdoctor.model.environment import Package


def missing(
    rule: Rule, facts: Facts, name: str, needed_by: Tuple[str, ...], goals: Tuple[Goal, ...]
) -> Iterator[Finding]:
    """A finding when `name` is absent and any of `needed_by` is installed."""
    wanted = getattr(facts, name)
    if not wanted.is_absent:
        wanted.known()
        return
    present = [consumer for consumer in needed_by if getattr(facts, consumer).value is not None]
    if not present:
        return
    yield rule.finding(
        ERROR,
        cause="dependency_missing",
        title=_("{consumers} cannot be imported without {name}, which is not installed"),
        why=_(
            "{name} is needed at import, but installers do not know it: it is not declared by {consumers}."
        ),
        params={"consumers": ", ".join(present), "name": name},
        evidence=(Evidence(name, "absent", wanted.source), *_installed(facts, present)),
        goals=goals,
    )


def _installed(facts: Facts, names: List[str]) -> Iterator[Evidence]:
    for name in names:
        read: "Read[object]" = getattr(facts, name)
        yield Evidence(name, "installed", read.source)


def absent_modules(package: Package, defects: Tuple[Defect, ...]) -> Iterator[Tuple[Defect, str]]:
    """The modules of known defects that the environment's files really lack."""
    for defect in defects:
        for module in defect.modules:
            if module in package.missing:
                yield defect, module
