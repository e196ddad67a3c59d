"""Several ranges of one package as the one range that is left of them."""

from __future__ import annotations

from envdoctor.compat.versions import Bounds, order
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Dict, Iterable, List, Tuple


def joined(specifiers: Iterable[str]) -> str:
    """The comparisons that decide: the highest lower bound, the lowest upper bound, what is exact."""
    exact: List[str] = []
    lower: Dict[str, Tuple[int, ...]] = {}
    upper: Dict[str, Tuple[int, ...]] = {}
    for specifier in specifiers:
        for operator, version in Bounds.parse(specifier).comparisons:
            text = operator + version
            if operator == "==":
                exact.append(text)
            else:
                (lower if operator[0] == ">" else upper)[text] = order(version)
    if exact:
        return ",".join(dict.fromkeys(exact))
    ends = [max(lower, key=_tightest(lower))] if lower else []
    # Of two equal upper bounds "<" is the tighter one, and sorts first.
    ends += [min(upper, key=lambda text: (upper[text], text[1] == "="))] if upper else []
    return ",".join(ends)


def _tightest(bounds: Dict[str, Tuple[int, ...]]) -> Callable[[str], Tuple[Tuple[int, ...], bool]]:
    return lambda text: (bounds[text], text[1] != "=")


def allows(specifier: str, version: str) -> bool:
    """Whether a version lies in the range; "" allows all."""
    return not specifier or Bounds.parse(specifier).holds(version)
