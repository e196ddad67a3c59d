"""One constraint each, over one axis, from one axis to another, or over more.

Values of an axis that look alike to a constraint form a class; the constraint is asked once a pair
of classes, and what it said is kept.
"""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional, Set, Tuple

    from envdoctor.resolve.solver import Constraint

    Seen = Dict[Any, int]
    """What a view shows of values -> the bits of the values that show it."""


def same(own: Any, partner: Any) -> bool:
    """Whether two views are equal; None goes with everything. Arcs know it and look it up."""
    return own is None or partner is None or own == partner


class Refined:
    """A view of what another view shows: asked once for all values that show the same."""

    def __init__(self, base: Callable[[Any], Any], refine: Callable[[Any], Any]) -> None:
        self.base = base
        self.refine = refine

    def __call__(self, value: Any) -> Any:
        """What is seen of one value."""
        return self.refine(self.base(value))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Refined):
            return NotImplemented
        return (self.base, self.refine) == (other.base, other.refine)

    def __hash__(self) -> int:
        return hash((self.base, self.refine))


class Classes:
    """Values of an axis by what a view shows of them; the same view is asked once an axis."""

    def __init__(self, values: List[Tuple[Any, ...]]) -> None:
        self._values = values
        self._known: Dict[Tuple[int, Any], Seen] = {}

    def of(self, axis: int, view: Optional[Callable[[Any], Any]]) -> Seen:
        """The classes that one view makes of one axis."""
        key = (axis, view)
        if key not in self._known:
            found: Seen = {}
            if isinstance(view, Refined):
                for shown, bits in self.of(axis, view.base).items():
                    seen = view.refine(shown)
                    found[seen] = found.get(seen, 0) | bits
            else:
                for bit, value in enumerate(self._values[axis]):
                    seen = value if view is None else view(value)
                    found[seen] = found.get(seen, 0) | (1 << bit)
            self._known[key] = found
        return self._known[key]


class Unary:
    """A constraint over one axis."""

    def __init__(self, constraint: Constraint, axis: int, classes: Seen) -> None:
        self.name = constraint.name
        self.axis = axis
        self._allows = constraint.allows
        self._classes = classes
        self._allowed = -1

    def allowed(self) -> int:
        """The bits of the values that hold."""
        if self._allowed < 0:
            self._allowed = 0
            for seen, bits in self._classes.items():
                if self._allows(seen):
                    self._allowed |= bits
        return self._allowed


class Arc:
    """One direction of a constraint over two axes: which values of `axis` have a partner in `other`."""

    def __init__(
        self,
        name: str,
        axis: int,
        other: int,
        classes: Tuple[Seen, Seen],
        allows: Callable[[Any, Any], bool],
    ) -> None:
        self.name = name
        self.axis = axis
        self.other = other
        self._classes = tuple(classes[0].items())
        self._partners = tuple(classes[1].items())
        self._allows = allows
        self._is_same = allows is same
        self._asked: Dict[Tuple[Any, Any], bool] = {}

    def supported(self, domain: int, others: int) -> int:
        """The part of the domain that has a partner among the others."""
        partners = [seen for seen, bits in self._partners if bits & others]
        if self._is_same:
            return self._same(domain, set(partners))
        left = domain
        for own, bits in self._classes:
            if bits & domain and not any(self._holds(own, partner) for partner in partners):
                left &= ~bits
        return left

    def _same(self, domain: int, partners: Set[Any]) -> int:
        left = domain
        if partners and None not in partners:
            for own, bits in self._classes:
                if bits & domain and own is not None and own not in partners:
                    left &= ~bits
        return left if partners else 0

    def _holds(self, own: Any, partner: Any) -> bool:
        pair = (own, partner)
        answer = self._asked.get(pair)
        if answer is None:
            answer = self._asked[pair] = self._allows(own, partner)
        return answer


def both_ways(
    constraint: Constraint, places: Tuple[int, ...], classes: List[Seen]
) -> Tuple[Arc, Arc]:
    """The two arcs of a constraint over two axes."""
    first, second = places
    allows = constraint.allows
    back = same if allows is same else lambda own, partner: allows(partner, own)
    return (
        Arc(constraint.name, first, second, (classes[0], classes[1]), allows),
        Arc(constraint.name, second, first, (classes[1], classes[0]), back),
    )


class Wide:
    """A constraint over three axes or more, asked once all but the last of them have one value."""

    def __init__(
        self, constraint: Constraint, places: Tuple[int, ...], values: List[Tuple[Any, ...]]
    ) -> None:
        self.name = constraint.name
        self.last_but_one, self.last = sorted(places)[-2:]
        self._places = places
        self._values = [values[place] for place in places]
        self._views = constraint.views
        self._allows = constraint.allows

    def supported(self, domains: List[int]) -> int:
        """The part of the last axis's domain that goes with the single values of the others."""
        position = self._places.index(self.last)
        views = [
            None if place == self.last else self._see(i, domains[place].bit_length() - 1)
            for i, place in enumerate(self._places)
        ]
        left = domains[self.last]
        for bit in range(left.bit_length()):
            if left >> bit & 1:
                views[position] = self._see(position, bit)
                if not self._allows(*views):
                    left &= ~(1 << bit)
        return left

    def _see(self, position: int, bit: int) -> Any:
        value = self._values[position][bit]
        return self._views[position](value) if self._views else value
