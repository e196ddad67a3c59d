"""Why nothing better was chosen: values that rank before the chosen ones, and what excludes them."""

from __future__ import annotations

from envdoctor.model.plan import Rejected
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import COMPILED, OFFICIAL, THIRD_PARTY, Build
from envdoctor.resolve.laws.law import MMACTION2, MMCV, NUMPY, ORIGIN, PYTHON, TORCH
from envdoctor.resolve.laws.wishes import KEEP

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Tuple

    from envdoctor.resolve.solver import Solver
    from envdoctor.resolve.stack import Stack

_WEIGHED = (ORIGIN, MMACTION2, MMCV, TORCH, NUMPY, PYTHON)
_NAMES = {
    ORIGIN: {
        OFFICIAL: "mmcv of OpenMMLab",
        THIRD_PARTY: "mmcv of others",
        COMPILED: "mmcv compiled",
    }
}
_OF_NO_INTEREST = ("request.cuda", "machine.")
_SAID = {ORIGIN: "", MMACTION2: "mmaction2 ", MMCV: "mmcv ", NUMPY: "NumPy ", PYTHON: "Python "}


def rejections(solution: Dict[str, Any], solver: Solver, stack: Stack) -> Tuple[Rejected, ...]:
    """For each axis that ranks, the better values beside what was chosen before it."""
    path = tuple((axis, solution[axis]) for axis in _WEIGHED)
    found: List[Rejected] = []
    for (axis, value), taken in zip(path, solver.excluded(path)):
        values = stack.problem.axes[axis]
        found.extend(_of_axis(axis, values[: values.index(value)], taken, stack))
    return tuple(found)


def _of_axis(
    axis: str, better: Tuple[Any, ...], taken: Dict[Any, str], stack: Stack
) -> Iterator[Rejected]:
    """All values that one rule excludes, named together; not what nobody wants or only search finds."""
    groups: Dict[str, List[Any]] = {}
    for value in better:
        name = taken.get(value, "")
        if name in stack.laws and not name.startswith((KEEP, *_OF_NO_INTEREST)):
            groups.setdefault(name, []).append(value)
    for name, values in groups.items():
        member = stack.tell(name)
        yield Rejected(_named(axis, values), member.sentence, member.params, member.source)


def _named(axis: str, values: List[Any]) -> str:
    """As people write them: "torch 2.15.0 (cu132) to 2.2.0 (cu118)"."""
    first, last = values[0], values[-1]
    if isinstance(first, Build):
        end = "" if first is last else f" to {last.version} ({last.variant})"
        return first.label + end
    names = _NAMES.get(axis, {})
    texts = [str(names.get(value, value)) for value in (first, last)]
    return _SAID[axis] + (texts[0] if first == last else f"{texts[0]} to {texts[1]}")
