"""The rows of the matrix, asked of the resolver's own problem: one build of torch held at a time."""

from __future__ import annotations

from envdoctor.api.matrix_cells import Cells, holds
from envdoctor.api.matrix_kinds import Kinds
from envdoctor.compat.tables import Tables
from envdoctor.model.matrix import NEARLY, NOT, WORKS, Companion, Row, RowSet
from envdoctor.model.request import OPTIONAL_PACKAGES
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.choices import NO_BUILD, THIRD, WHEEL, Build
from envdoctor.resolve.laws.law import (
    ARTIFACT,
    MMACTION2,
    MMCV,
    MMENGINE,
    NUMPY,
    PYTHON,
    TORCH,
)
from envdoctor.resolve.solver import Constraint, Problem, Solver
from envdoctor.resolve.stack import stack_of
from envdoctor.resolve.ways_out import changes, relaxable

if TYPE_CHECKING:
    from typing import Any, Dict, FrozenSet, Mapping, Optional, Tuple

    from envdoctor.model.plan import Change, Member
    from envdoctor.resolve.situation import Situation

    Solution = Dict[str, Any]
    Names = FrozenSet[str]

_WHICH = ("request.cuda", "machine.gpu", "machine.no_gpu")
"""Laws that say which builds are wanted at all: a row is judged as if it were the one asked for."""


class Verdict(NamedTuple):
    """What the resolver says of one build."""

    verdict: str
    best: Optional[RowSet]
    companions: Mapping[str, Companion]
    why_not: Tuple[str, ...]
    change: Optional[Change]


class Grid:
    """One machine's problem, with a further rule for every kind of build: that it be this one."""

    builds: Tuple[Build, ...]
    """Those in question, newest first."""
    total: int
    """How many there are for the platform."""

    def __init__(
        self, situation: Situation, asked: Tuple[str, ...], tables: Tables, *, every_cuda: bool
    ) -> None:
        """`situation` is that of a request for all optional packages; `asked` are those wanted.

        `every_cuda`: whether builds that nobody wants here are in question, too.
        """
        self._situation = situation
        self._stack = stack_of(situation, tables)
        problem = self._stack.problem
        self._cells = Cells(situation, self._stack, tables)
        self._of_torch = tuple(c for c in problem.constraints if TORCH in c.axes)
        self._which = tuple(c for c in self._of_torch if c.name in _WHICH)
        every: Tuple[Build, ...] = problem.axes[TORCH]
        every = () if every == (NO_BUILD,) else every
        self.total = len(every)
        self.builds = every if every_cuda else tuple(filter(self.is_wanted, every))
        self._unasked = frozenset(f"request.{n}" for n in OPTIONAL_PACKAGES if n not in asked)
        self._spared = self._unasked | set(_WHICH)
        self._relaxable = tuple(
            name for name in relaxable(self._stack, situation) if name not in self._spared
        )
        kinds = Kinds(problem.axes, tuple(c for c in problem.constraints if c.name not in _WHICH))
        first: Dict[Any, Build] = {}
        self._kind = {build: first.setdefault(kinds.of(build), build) for build in self.builds}
        self._row_of = {build: f"row.{number}" for number, build in enumerate(first.values())}
        self._rows = frozenset(self._row_of.values())
        self._solver = Solver(self._problem())
        self._verdicts: Dict[Build, Verdict] = {}

    def _problem(self) -> Problem:
        """Of each kind only the first, and the first that is wanted; all others answer alike."""
        problem = self._stack.problem
        wanted: Dict[Build, Build] = {}
        for build in filter(self.is_wanted, self.builds):
            wanted.setdefault(self._kind[build], build)
        kept = {*self._row_of, *wanted.values()}
        axes = {**problem.axes, TORCH: tuple(filter(kept.__contains__, self.builds))}
        held = tuple(
            Constraint(name, (TORCH,), build.__eq__) for build, name in self._row_of.items()
        )
        return Problem(axes, problem.constraints + held)

    def choice(self) -> Optional[Build]:
        """What `install` would choose; of builds that look alike to every rule it is the first."""
        solution = self._solver.solve(self._rows | self._unasked)
        found: Optional[Build] = solution[TORCH] if solution else None
        return found

    def is_wanted(self, build: Build) -> bool:
        """Whether it is for the CUDA, or the CPU, that the machine or the request calls for."""
        return all(holds(law, build) for law in self._which)

    def tell(self, name: str) -> Member:
        """The sentence of one reason."""
        return self._stack.tell(name)

    def row(self, build: Build) -> Row:
        """The whole row of one build."""
        found = self.verdict(build)
        cells = self._cells
        return Row(
            torch=build.version,
            variant=build.variant,
            cuda=build.cuda,
            verdict=found.verdict,
            is_chosen=False,
            is_wanted=self.is_wanted(build),
            driver=cells.driver(build),
            kernels=cells.kernels(build),
            pythons=cells.pythons(build),
            wheels=cells.offers(build, WHEEL),
            others=cells.offers(build, THIRD),
            numpy=cells.numpy(build),
            best=found.best,
            companions=found.companions,
            why_not=found.why_not,
            change=found.change,
        )

    def verdict(self, build: Build) -> Verdict:
        """What the resolver says of it; of builds that look alike to every rule, once."""
        kind = self._kind[build]
        if kind not in self._verdicts:
            self._verdicts[kind] = self._judge(kind)
        return self._verdicts[kind]

    def _judge(self, build: Build) -> Verdict:
        without = self._spared | (self._rows - {self._row_of[build]})
        broken = tuple(
            law.name
            for law in self._of_torch
            if len(law.axes) == 1 and law.name not in _WHICH and not holds(law, build)
        )
        if not broken:
            solution = self._solver.solve(without)
            if solution is not None:
                return self._found(WORKS, solution, without, (), None)
        return self._nearly(without, broken) or Verdict(
            NOT, None, {}, broken or self._conflict(without), None
        )

    def _nearly(self, without: Names, broken: Tuple[str, ...]) -> Optional[Verdict]:
        """One change, the cheapest first, that makes it work."""
        if len(broken) > 1 or not set(broken) <= set(self._relaxable):
            return None
        near = next(self._solver.nearest(broken or self._relaxable, 1, without), None)
        if near is None:
            return None
        change = next(iter(changes(near.without, self._stack, self._situation)))
        why_not = broken or self._conflict(without)
        lifted = without | frozenset(near.without)
        return self._found(NEARLY, near.solution, lifted, why_not, change)

    def _conflict(self, without: Names) -> Tuple[str, ...]:
        """The smallest set of rules that excludes the build, in the order of the laws."""
        names = self._solver.conflict(without) or frozenset()
        return tuple(name for name in self._stack.laws if name in names)

    def _found(
        self,
        verdict: str,
        solution: Solution,
        without: Names,
        why_not: Tuple[str, ...],
        change: Optional[Change],
    ) -> Verdict:
        artifact = solution[ARTIFACT]
        best = RowSet(
            python=solution[PYTHON],
            numpy=solution[NUMPY],
            mmcv=solution[MMCV],
            mmcv_from=artifact.kind,
            mmcv_by=artifact.by,
            mmengine=solution[MMENGINE],
            mmaction2=solution[MMACTION2],
        )
        companions = {name: self._companion(name, solution, without) for name in OPTIONAL_PACKAGES}
        return Verdict(verdict, best, companions, why_not, change)

    def _companion(self, name: str, solution: Solution, without: Names) -> Companion:
        """The newest release that goes with the row, in this set or in another one of it."""
        if solution[name]:
            return Companion(solution[name], solution[PYTHON], ())
        wish = f"request.{name}"
        other = self._solver.solve(without - {wish})
        if other is not None:
            return Companion(other[name], other[PYTHON], ())
        names = self._conflict(without - {wish})
        return Companion("", "", tuple(reason for reason in names if reason != wish))
