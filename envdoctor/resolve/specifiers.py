"""Several ranges of one package as the one range that is left of them."""

from __future__ import annotations

from envdoctor.compat.versions import Bounds, order
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Dict, Iterable, List, Tuple


def joined(specifiers: Iterable[str]) -> str:
    """The comparisons that decide: the highest lower bound, the lowest upper bound, what is exact.

    What is no plain comparison ("~=4.0", "!=4.5") stays as it stands.
    """
    exact: List[str] = []
    others: List[str] = []
    lower: Dict[str, Tuple[int, ...]] = {}
    upper: Dict[str, Tuple[int, ...]] = {}
    for text in (part.strip() for specifier in specifiers for part in specifier.split(",")):
        try:
            ((operator, version),) = Bounds.parse(text).comparisons
            if operator == "==":
                exact.append(operator + version)
            else:
                (lower if operator[0] == ">" else upper)[operator + version] = order(version)
        except ValueError:  # noqa: PERF203 - seldom, and only then it costs
            others.append(text)
    if exact:
        return ",".join(dict.fromkeys(exact))
    ends = [max(lower, key=_tightest(lower))] if lower else []
    # Of two equal upper bounds "<" is the tighter one, and sorts first.
    ends += [min(upper, key=lambda text: (upper[text], text[1] == "="))] if upper else []
    return ",".join(dict.fromkeys((*ends, *filter(None, others))))


def _tightest(bounds: Dict[str, Tuple[int, ...]]) -> Callable[[str], Tuple[Tuple[int, ...], bool]]:
    return lambda text: (bounds[text], text[1] != "=")


def allows(specifier: str, version: str) -> bool:
    """Whether a version lies in the range; "" allows all."""
    return not specifier or Bounds.parse(specifier).holds(version)
