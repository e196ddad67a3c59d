"""A request on a machine -> one plan, or the smallest reason why there is none and what comes near."""

from __future__ import annotations

from itertools import islice

from envdoctor.compat.tables import Tables
from envdoctor.model.facts import Facts
from envdoctor.model.plan import Conflict, Near, Plan, Resolution
from envdoctor.model.request import Request
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.caveats import caveats_of
from envdoctor.resolve.environment import place_for
from envdoctor.resolve.laws.law import PYTHON, TORCH
from envdoctor.resolve.laws.wishes import KEEP
from envdoctor.resolve.pins import pins_of
from envdoctor.resolve.rejections import rejections
from envdoctor.resolve.situation import situation_of
from envdoctor.resolve.solver import Solver
from envdoctor.resolve.source_build import source_builds
from envdoctor.resolve.stack import stack_of
from envdoctor.resolve.steps import steps_of
from envdoctor.resolve.ways_out import changes, relaxable

if TYPE_CHECKING:
    from typing import Any, Dict, FrozenSet, Iterator, Optional, Tuple

    from envdoctor.resolve.situation import Situation
    from envdoctor.resolve.stack import Stack

_MOST_CHANGES = 3
_MOST_SETS = 5
_MOST_MOVED = 4
"""So many installed packages may move before it is asked of each, and no more of all, whether it stays."""


def resolve(facts: Facts, request: Request, tables: Tables) -> Resolution:
    """The answer; raises `NotKnown` where not even the platform is known."""
    situation = situation_of(facts, request, tables)
    stack = stack_of(situation, tables)
    solver = Solver(stack.problem)
    solution = _best(solver, stack)
    if solution is not None:
        plan = _plan(solution, solver, stack, situation, facts, tables)
        return Resolution(plan, None, ())
    installed = frozenset(name for name in stack.laws if name.startswith(KEEP))
    return Resolution(
        None,
        _conflict(solver, stack, installed),
        tuple(islice(_near(solver, stack, situation, installed, tables), _MOST_SETS)),
    )


def _best(solver: Solver, stack: Stack) -> Optional[Dict[str, Any]]:
    """The best set, with as few installed packages moved as possible."""
    kept = tuple(name for name in stack.laws if name.startswith(KEEP))
    if not kept:
        return solver.solve()
    nearest = next(solver.nearest(kept, min(_MOST_MOVED, len(kept))), None)
    return nearest.solution if nearest else _one_by_one(solver, kept)


def _one_by_one(solver: Solver, kept: Tuple[str, ...]) -> Optional[Dict[str, Any]]:
    """What may stay beside what stays already, torch first; None where nothing helps."""
    moved = frozenset(kept)
    best = solver.solve(moved)
    for name in sorted(kept, key=lambda name: name != KEEP + TORCH) if best else ():
        found = solver.solve(moved - {name})
        if found is not None:
            best, moved = found, moved - {name}
    return best


def _plan(
    solution: Dict[str, Any],
    solver: Solver,
    stack: Stack,
    situation: Situation,
    facts: Facts,
    tables: Tables,
) -> Plan:
    pins = pins_of(solution, situation, tables)
    builds = source_builds(pins, solution[TORCH], situation, facts, tables)
    place = place_for(facts, solution[PYTHON])
    links = (pin.index_url for pin in pins if pin.option == "--find-links")
    return Plan(
        environment=place.name,
        python=solution[PYTHON],
        pins=pins,
        find_links=tuple(dict.fromkeys(links)),
        source_builds=builds,
        steps=steps_of(pins, builds, place, _unwanted(facts, situation), tables),
        rejected=rejections(solution, solver, stack),
        caveats=caveats_of(solution, tables),
        tables_as_of=tables.as_of,
    )


def _unwanted(facts: Facts, situation: Situation) -> Tuple[str, ...]:
    """What is installed and has to go, in the environment that is there."""
    installed = {item.name for item in facts.distributions.value or ()}
    return tuple(name for name in situation.request.removed if name in installed)


def _conflict(solver: Solver, stack: Stack, installed: FrozenSet[str]) -> Conflict:
    """What excludes every set, in the order of the laws; what is installed does not count."""
    names = solver.conflict(installed) or frozenset()
    return Conflict(tuple(stack.tell(name) for name in stack.laws if name in names))


def _near(
    solver: Solver,
    stack: Stack,
    situation: Situation,
    installed: FrozenSet[str],
    tables: Tables,
) -> Iterator[Near]:
    names: Tuple[str, ...] = relaxable(stack, situation)
    for near in solver.nearest(names, _MOST_CHANGES, installed):
        yield Near(
            changes=tuple(changes(near.without, stack, situation)),
            python=near.solution[PYTHON],
            pins=pins_of(near.solution, situation, tables),
        )
