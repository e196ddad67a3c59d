"""The goals of findings, sorted by what they ask for, so that one plan can meet them all."""

from __future__ import annotations

from envdoctor.model.finding import Finding
from envdoctor.model.goal import Align, Constrain, FromSource, Manual, Reinstall, Remove, Variant
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterable, List, Tuple


class Wishes(NamedTuple):
    """All that is asked for."""

    constraints: Dict[str, Tuple[str, ...]]
    """Distribution -> specifiers that must all hold."""
    variants: Tuple[str, ...]
    """Variants of torch that every finding accepts, best first; () when none is asked for."""
    aligned: Tuple[Align, ...]
    removed: Tuple[str, ...]
    reinstalled: Tuple[str, ...]
    from_source: Tuple[FromSource, ...]
    manual: Tuple[Tuple[str, Finding], ...]
    """What only a person can do, with the finding that asks for it."""


def gather(findings: Iterable[Finding]) -> Wishes:
    """The goals of these findings, each once."""
    asked = [(goal, finding) for finding in findings for goal in finding.goals]
    goals = list(dict.fromkeys(goal for goal, _ in asked))
    removed = {goal.package for goal in goals if isinstance(goal, Remove)}
    # What has to go is neither constrained nor installed again.
    goals = [g for g in goals if isinstance(g, Remove) or getattr(g, "package", "") not in removed]
    manual = {goal.text: finding for goal, finding in reversed(asked) if isinstance(goal, Manual)}
    return Wishes(
        constraints=_constraints(goal for goal in goals if isinstance(goal, Constrain)),
        variants=_common([goal.variants for goal in goals if isinstance(goal, Variant)]),
        aligned=tuple(goal for goal in goals if isinstance(goal, Align)),
        removed=tuple(goal.package for goal in goals if isinstance(goal, Remove)),
        reinstalled=tuple(goal.package for goal in goals if isinstance(goal, Reinstall)),
        from_source=tuple(goal for goal in goals if isinstance(goal, FromSource)),
        manual=tuple(reversed(list(manual.items()))),
    )


def _constraints(goals: Iterable[Constrain]) -> Dict[str, Tuple[str, ...]]:
    found: Dict[str, Tuple[str, ...]] = {}
    for goal in goals:
        specifiers = found.get(goal.package, ())
        found[goal.package] = (*specifiers, goal.specifier) if goal.specifier else specifiers
    return found


def _common(choices: List[Tuple[str, ...]]) -> Tuple[str, ...]:
    if not choices:
        return ()
    return tuple(v for v in choices[0] if all(v in others for others in choices[1:]))
