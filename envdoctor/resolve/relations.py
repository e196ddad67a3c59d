"""Constraints as relations between bits: what the solver narrows its domains with.

A domain is an integer, one bit a value.
"""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.arcs import Arc, Classes, Unary, Wide, both_ways

if TYPE_CHECKING:
    from typing import Any, Dict, FrozenSet, List, Mapping, Optional, Set, Tuple

    from envdoctor.resolve.solver import Constraint

    Domains = List[int]
    Taken = List[Dict[int, str]]
    """For each axis, value index -> the constraint that took it away."""

_PAIR = 2


class Relations:
    """All constraints of one problem over its axes."""

    def __init__(
        self, axes: Mapping[str, Tuple[Any, ...]], constraints: Tuple[Constraint, ...]
    ) -> None:
        names = list(axes)
        values = list(axes.values())
        self._sizes = [len(of_axis) for of_axis in values]
        self._unary: List[Unary] = []
        self._arcs: List[Arc] = []
        self._wide: List[Wide] = []
        classes = Classes(values)
        for constraint in constraints:
            places = tuple(names.index(axis) for axis in constraint.axes)
            of_places = [
                classes.of(place, constraint.views[i] if constraint.views else None)
                for i, place in enumerate(places)
            ]
            if len(places) == 1:
                self._unary.append(Unary(constraint, places[0], of_places[0]))
            elif len(places) == _PAIR:
                self._arcs.extend(both_ways(constraint, places, of_places))
            else:
                self._wide.append(Wide(constraint, places, values))
        axes_in_order = range(len(names))
        self._at = [[arc for arc in self._arcs if arc.other == axis] for axis in axes_in_order]
        self._wide_at = [
            [w for w in self._wide if w.last_but_one == axis] for axis in axes_in_order
        ]

    def start(self) -> Domains:
        """Every value of every axis."""
        return [(1 << size) - 1 for size in self._sizes]

    def narrow(
        self,
        domains: Domains,
        active: FrozenSet[str],
        used: Set[str],
        taken: Optional[Taken] = None,
    ) -> None:
        """Takes away what constraints over one axis exclude."""
        for unary in self._unary:
            if unary.name in active:
                _take(domains, unary.axis, unary.allowed(), unary.name, used, taken)

    def prune(
        self,
        domains: Domains,
        active: FrozenSet[str],
        used: Set[str],
        taken: Optional[Taken] = None,
        changed_axis: Optional[int] = None,
    ) -> bool:
        """Takes away values without a partner, until each has one; False when an axis runs empty.

        `changed_axis` says where alone anything changed since the last time.
        """
        if not all(domains):
            return False
        arcs = self._arcs if changed_axis is None else self._at[changed_axis]
        waiting = [arc for arc in arcs if arc.name in active]
        while waiting:
            changed = set()
            for arc in waiting:
                supported = arc.supported(domains[arc.axis], domains[arc.other])
                if supported != domains[arc.axis]:
                    _take(domains, arc.axis, supported, arc.name, used, taken)
                    changed.add(arc.axis)
                    if not supported:
                        return False
            waiting = [arc for axis in changed for arc in self._at[axis] if arc.name in active]
        return True

    def look_ahead(
        self, axis: int, domains: Domains, active: FrozenSet[str], used: Set[str]
    ) -> bool:
        """Takes from the axes to come what does not go with the one value that `axis` now has."""
        for arc in self._at[axis]:
            if arc.name in active and arc.axis > axis:
                supported = arc.supported(domains[arc.axis], domains[axis])
                if not _take(domains, arc.axis, supported, arc.name, used):
                    return False
        for wide in self._wide_at[axis]:
            if wide.name in active:
                supported = wide.supported(domains)
                if not _take(domains, wide.last, supported, wide.name, used):
                    return False
        return True


def _take(
    domains: Domains, axis: int, left: int, by: str, used: Set[str], taken: Optional[Taken] = None
) -> bool:
    """Leaves an axis what is left of it, and notes by whom; whether that is anything."""
    gone = domains[axis] & ~left
    if gone:
        domains[axis] &= left
        used.add(by)
        if taken is not None:
            taken[axis].update({bit: by for bit in range(gone.bit_length()) if gone >> bit & 1})
    return domains[axis] != 0
