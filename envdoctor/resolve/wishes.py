"""The goals of findings, sorted by what they ask for, so that one plan can meet them all."""

from typing import Dict, Iterable, List, NamedTuple, Tuple

from envdoctor.model.finding import Finding
from envdoctor.model.goal import Align, Constrain, FromSource, Manual, Reinstall, Remove, Variant


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
    constraints: Dict[str, List[str]] = {}
    variants: List[Tuple[str, ...]] = []
    aligned: Dict[Align, None] = {}
    removed: Dict[str, None] = {}
    reinstalled: Dict[str, None] = {}
    from_source: Dict[FromSource, None] = {}
    manual: Dict[str, Finding] = {}
    for finding in findings:
        for goal in finding.goals:
            if isinstance(goal, Constrain):
                specifiers = constraints.setdefault(goal.package, [])
                if goal.specifier and goal.specifier not in specifiers:
                    specifiers.append(goal.specifier)
            elif isinstance(goal, Variant):
                variants.append(goal.variants)
            elif isinstance(goal, Align):
                aligned[goal] = None
            elif isinstance(goal, Remove):
                removed[goal.package] = None
            elif isinstance(goal, Reinstall):
                reinstalled[goal.package] = None
            elif isinstance(goal, FromSource):
                from_source[goal] = None
            elif isinstance(goal, Manual):
                manual.setdefault(goal.text, finding)
    return Wishes(
        constraints={name: tuple(items) for name, items in constraints.items()},
        variants=_common(variants),
        aligned=tuple(aligned),
        removed=tuple(removed),
        reinstalled=tuple(reinstalled),
        from_source=tuple(from_source),
        manual=tuple(manual.items()),
    )


def _common(choices: List[Tuple[str, ...]]) -> Tuple[str, ...]:
    if not choices:
        return ()
    return tuple(v for v in choices[0] if all(v in others for others in choices[1:]))
