"""A small solver over finite domains; it knows nothing of packages.

A problem has axes, each with its values best first, and named constraints over few of them. Depth
first in the order of the axes, so the first solution is the lexicographically best. Values are bits
of integers; a constraint is asked once for each pair of *views*, the parts of two values that it
looks at, and what it answered serves all later questions about the same problem.
"""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.relations import Relations

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, FrozenSet, Iterator, List, Mapping, Optional, Set, Tuple

    Solution = Dict[str, Any]
    Domains = List[int]


class Constraint(NamedTuple):
    """What must hold between the values of some axes."""

    name: str
    axes: Tuple[str, ...]
    allows: Callable[..., bool]
    """Takes one view an axis, in the order of `axes`."""
    views: Tuple[Callable[[Any], Any], ...] = ()
    """For each axis, the hashable part of a value that decides; () looks at whole values."""
    is_given: bool = False
    """Whether it is part of how the problem is put: never a member of a conflict."""


class Problem(NamedTuple):
    """Axes in the order of their weight, and what must hold."""

    axes: Mapping[str, Tuple[Any, ...]]
    """Values best first; all hashable."""
    constraints: Tuple[Constraint, ...]


class Relaxed(NamedTuple):
    """A solution that there would be without some constraints."""

    without: Tuple[str, ...]
    solution: Solution


class Solver:
    """Answers questions about one problem, keeping what its constraints said."""

    def __init__(self, problem: Problem) -> None:
        self._names = tuple(problem.axes)
        self._values = [tuple(values) for values in problem.axes.values()]
        self._relations = Relations(problem.axes, problem.constraints)
        self._spared_first = tuple(c.name for c in reversed(problem.constraints))
        self._all = frozenset(self._spared_first)
        self._given = frozenset(c.name for c in problem.constraints if c.is_given)

    def solve(self, without: FrozenSet[str] = frozenset()) -> Optional[Solution]:
        """The best solution, leaving out constraints by name; None when there is none."""
        return self._solve(self._all - without, set())

    def conflict(self, without: FrozenSet[str] = frozenset()) -> Optional[FrozenSet[str]]:
        """Names that exclude every solution, none of which can be spared; None when solvable.

        Of several such sets, the one that keeps what the problem names first. Empty when what is given excludes every solution by itself.
        """
        used: Set[str] = set()
        if self._solve(self._all - without, used) is not None:
            return None
        kept = used - self._given
        for name in self._spared_first:
            smaller: Set[str] = set()
            if name in kept and self._solve(self._given | (kept - {name}), smaller) is None:
                kept &= smaller - {name}
        return frozenset(kept)

    def nearest(
        self, relaxable: Tuple[str, ...], most: int, without: FrozenSet[str] = frozenset()
    ) -> Iterator[Relaxed]:
        """Solutions without up to `most` of the relaxable constraints, fewest left out first.

        Of as many, those first that stand first in `relaxable`. No set is named that contains one
        named before. Each refutation says which constraints took part in it: without one of these
        the set cannot help, so each is tried with one of them more.
        """
        rank = {name: place for place, name in enumerate(relaxable)}
        found: List[FrozenSet[str]] = []
        level: List[Tuple[int, ...]] = [()]
        for _ in range(most + 1):
            wider: Set[Tuple[int, ...]] = set()
            for places in level:
                names = tuple(relaxable[place] for place in places)
                chosen = frozenset(names)
                if any(smaller <= chosen for smaller in found):
                    continue
                used: Set[str] = set()
                solution = self._solve(self._all - without - chosen, used)
                if solution is not None:
                    found.append(chosen)
                    yield Relaxed(names, solution)
                    continue
                more = (rank[name] for name in used if name in rank)
                wider.update(tuple(sorted((*places, place))) for place in more)
            level = sorted(wider)

    def excluded(self, path: Tuple[Tuple[str, Any], ...]) -> Iterator[Dict[Any, str]]:
        """For each (axis, value), what pruning took from the axis before, and who took it.

        An axis is fixed to its value before the next one is looked at.
        """
        domains = self._relations.start()
        taken: List[Dict[int, str]] = [{} for _ in self._names]
        self._relations.narrow(domains, self._all, set(), taken)
        self._relations.prune(domains, self._all, set(), taken)
        for axis, value in path:
            index = self._names.index(axis)
            values = self._values[index]
            yield {values[bit]: name for bit, name in taken[index].items()}
            domains[index] &= 1 << values.index(value)
            self._relations.prune(domains, self._all, set(), taken, index)

    def _solve(self, active: FrozenSet[str], used: Set[str]) -> Optional[Solution]:
        """The best solution under the active constraints; `used` gathers who excluded values."""
        domains = self._relations.start()
        self._relations.narrow(domains, active, used)
        if not self._relations.prune(domains, active, used):
            return None
        picked = self._search(0, domains, active, used)
        if picked is None:
            return None
        return {n: v[i] for n, v, i in zip(self._names, self._values, picked)}

    def _search(
        self, axis: int, domains: Domains, active: FrozenSet[str], used: Set[str]
    ) -> Optional[Tuple[int, ...]]:
        """The first full choice of value indexes, in the order of axes and values."""
        if axis == len(domains):
            return tuple(domain.bit_length() - 1 for domain in domains)
        rest = domains[axis]
        while rest:
            bit = rest & -rest
            rest ^= bit
            narrowed = list(domains)
            narrowed[axis] = bit
            if self._relations.look_ahead(axis, narrowed, active, used):
                found = self._search(axis + 1, narrowed, active, used)
                if found is not None:
                    return found
        return None


def solve(problem: Problem) -> Optional[Solution]:
    """The best solution of a problem; None when there is none."""
    return Solver(problem).solve()


def conflict(problem: Problem) -> Optional[FrozenSet[str]]:
    """The names of an irreducible set of constraints without a solution; None when solvable."""
    return Solver(problem).conflict()


def nearest(problem: Problem, relaxable: Tuple[str, ...]) -> Iterator[Relaxed]:
    """Solutions by fewest relaxed constraints first."""
    return Solver(problem).nearest(relaxable, len(relaxable))
