"""Which builds of torch are the same to every rule: the resolver is asked once for all of these."""

from __future__ import annotations

from envdoctor.api.matrix_cells import shown
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.laws.law import ARTIFACT, TORCH

if TYPE_CHECKING:
    from typing import Any, Dict, List, Mapping, Tuple

    from envdoctor.resolve.choices import Build
    from envdoctor.resolve.solver import Constraint


class Kinds:
    """Two builds are of one kind when the values that go with the one stand for those of the other.

    That is: when both hold and break the same rules over torch alone, and when each rule between
    torch and another axis leaves both of them values that all further rules see the same of.
    """

    def __init__(self, axes: Mapping[str, Tuple[Any, ...]], rules: Tuple[Constraint, ...]) -> None:
        self._alone = [rule for rule in rules if rule.axes == (TORCH,)]
        self._between: Dict[str, List[Constraint]] = {}
        for rule in rules:
            if TORCH in rule.axes and len(rule.axes) > 1:
                others = [axis for axis in rule.axes if axis != TORCH]
                self._between.setdefault(others[0] if len(others) == 1 else "", []).append(rule)
        self._alike = {axis: _alike(axis, axes[axis], rules) for axis in self._between if axis}
        self._classes = {
            rule.name: _classes(rule, axes[axis])
            for axis, of_axis in self._between.items()
            if axis
            for rule in of_axis
        }
        self._allowed: Dict[Tuple[str, Any], int] = {}
        self._left: Dict[Tuple[str, Tuple[int, ...]], Any] = {}

    def of(self, build: Build) -> Tuple[Any, ...]:
        """What is the same for builds of one kind."""
        alone = tuple(self._holds(rule, build) for rule in self._alone)
        between = tuple(
            self._goes_with(axis, rules, build)
            if axis
            else tuple(shown(rule, rule.axes.index(TORCH), build) for rule in rules)
            for axis, rules in self._between.items()
        )
        return (alone, *between)

    def _holds(self, rule: Constraint, build: Build) -> int:
        """Whether a rule over torch alone holds; asked once for all that it sees the same of."""
        seen = shown(rule, 0, build)
        key = (rule.name, seen)
        if key not in self._allowed:
            self._allowed[key] = int(rule.allows(seen))
        return self._allowed[key]

    def _goes_with(self, axis: str, rules: List[Constraint], build: Build) -> Any:
        """What the rules leave of an axis, each value by what further rules see of it."""
        masks = tuple(self._mask(rule, build) for rule in rules)
        key = (axis, masks)
        if key not in self._left:
            self._left[key] = frozenset(
                (alike, *(mask >> bit & 1 for mask in masks))
                for bit, alike in enumerate(self._alike[axis])
            )
        return self._left[key]

    def _mask(self, rule: Constraint, build: Build) -> int:
        """The bits of the values that one rule leaves."""
        place = rule.axes.index(TORCH)
        own = shown(rule, place, build)
        key = (rule.name, own)
        if key not in self._allowed:
            found = 0
            for seen, bits in self._classes[rule.name].items():
                if rule.allows(*((own, seen) if place == 0 else (seen, own))):
                    found |= bits
            self._allowed[key] = found
        return self._allowed[key]


def _classes(rule: Constraint, values: Tuple[Any, ...]) -> Dict[Any, int]:
    """What a rule sees of the values of its other axis -> their bits."""
    place = 1 - rule.axes.index(TORCH)
    found: Dict[Any, int] = {}
    for bit, value in enumerate(values):
        seen = shown(rule, place, value)
        found[seen] = found.get(seen, 0) | 1 << bit
    return found


def _alike(axis: str, values: Tuple[Any, ...], rules: Tuple[Constraint, ...]) -> List[Any]:
    """What rules without torch see of each value of an axis; ways to mmcv differ in little else."""
    if axis != ARTIFACT:
        return list(values)
    others = [rule for rule in rules if axis in rule.axes and TORCH not in rule.axes]
    return [
        (
            value.kind,
            value.mmcv,
            value.by,
            *(shown(rule, rule.axes.index(axis), value) for rule in others),
        )
        for value in values
    ]
