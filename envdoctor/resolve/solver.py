"""A small solver over finite domains; it knows nothing of packages.

A problem has axes, each with its values best first, and named constraints over few of them. Depth
first in the order of the axes, so the first solution is the lexicographically best. Values are bits
of integers; a constraint is asked once for each pair of *views*, the parts of two values that it
looks at, and what it answered serves all later questions about the same problem.
"""

from __future__ import annotations

from itertools import combinations

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
        named before. Each refutation says which constraints took part in it: a set that holds none
        of these cannot help, and is not tried.
        """
        refuted: List[FrozenSet[str]] = []
        found: List[FrozenSet[str]] = []
        for count in range(most + 1):
            for names in combinations(relaxable, count):
                chosen = frozenset(names)
                if any(f <= chosen for f in found) or any(not (r & chosen) for r in refuted):
                    continue
                used: Set[str] = set()
                solution = self._solve(self._all - without - chosen, used)
                if solution is None:
                    refuted.append(frozenset(used))
                    continue
                found.append(chosen)
                yield Relaxed(names, solution)

    def excluded(self, fixed: Mapping[str, Any]) -> Dict[str, Dict[Any, str]]:
        """By axis, the values that pruning takes away beside the fixed ones, and who took each."""
        domains = self._relations.start()
        for axis, value in fixed.items():
            index = self._names.index(axis)
            domains[index] &= 1 << self._values[index].index(value)
        taken: List[Dict[int, str]] = [{} for _ in self._names]
        self._relations.narrow(domains, self._all, set(), taken)
        self._relations.prune(domains, self._all, set(), taken)
        return {
            name: {values[bit]: by for bit, by in of_axis.items()}
            for name, values, of_axis in zip(self._names, self._values, taken)
        }

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
