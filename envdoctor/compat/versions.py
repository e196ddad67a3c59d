"""Comparing versions: of drivers and toolkits as numbers, of packages as OpenMMLab compares them."""

from __future__ import annotations

from functools import lru_cache

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

    Capability = Tuple[int, int]
    """Compute capability (major, minor)."""
else:
    Capability = object


_PRE = {"a": -3, "b": -2, "rc": -1}
_MARKS = {".post": 1, "rc": -1, "b": -2, "a": -3}
_RELEASE_LENGTH = 4


def numbers(text: str) -> Tuple[int, ...]:
    """The numbers of a dotted version ("535.104.05" is (535, 104, 5)), up to what is no number.

    Raises ValueError when it does not begin with a number.
    """
    found = []
    for part in text.strip().split("."):
        if not (part.isascii() and part.isdigit()):
            break
        found.append(int(part))
    if not found:
        raise ValueError(f"not a dotted version: {text!r}")
    return tuple(found)


def minor(text: str) -> str:
    """Major and minor of a dotted version: "12.1.105" is "12.1", "12" is "12.0"."""
    found = (*numbers(text), 0)
    return f"{found[0]}.{found[1]}"


def capability(text: str) -> Capability:
    """The compute capability written "8.6"."""
    major, _, tail = text.partition(".")
    return int(major), int(tail)


def dotted(pair: Capability) -> str:
    """The compute capability (8, 6) as "8.6"."""
    return f"{pair[0]}.{pair[1]}"


def public(version: str) -> str:
    """A version without its local part: "2.1.2+cu121" is "2.1.2"."""
    return version.partition("+")[0].strip()


@lru_cache(maxsize=16384)
def order(version: str) -> Tuple[int, ...]:
    """A key that orders package versions as the import asserts of OpenMMLab do.

    Four release numbers, then alpha < beta < rc < release < post. The local part does not count.
    Raises ValueError for what is no version (PEP 440).
    Source: digit_version in mmengine/utils/version_utils.py.
    """
    plain = _plain(version.partition("+")[0])
    if plain is not None:
        return plain
    from packaging.version import Version

    parsed = Version(version)
    release = (*parsed.release, 0, 0, 0)[:_RELEASE_LENGTH]
    if parsed.pre is not None:
        return (*release, _PRE[parsed.pre[0]], parsed.pre[1])
    if parsed.is_devrelease:
        return (*release, -4, 0)
    if parsed.post is not None:
        return (*release, 1, parsed.post)
    return (*release, 0, 0)


def _plain(version: str) -> Optional[Tuple[int, ...]]:
    """The key of "2.1.2", "2.0.0rc4" or "2.3.0.post1", which most versions look like; else None.

    packaging reads every form, but its import takes as long as a third of a whole check.
    """
    mark = next((known for known in _MARKS if known in version), "rc")
    release, found, number = version.partition(mark)
    parts = release.split(".")
    if len(parts) > _RELEASE_LENGTH or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    if found and not (number.isascii() and number.isdigit()):
        return None
    end = (_MARKS[mark], int(number)) if found else (0, 0)
    return (*map(int, parts), *(0,) * (_RELEASE_LENGTH - len(parts)), *end)


class Bounds(NamedTuple):
    """A range of versions, as comma-separated comparisons; all must hold."""

    text: str
    """">=2.0.0rc4,<2.2.0"."""
    comparisons: Tuple[Tuple[str, str], ...]
    """(operator, version); operators are ==, >=, <=, > and <."""

    @classmethod
    def parse(cls, text: str) -> "Bounds":
        """Read ">=2.0.0rc4,<2.2.0" or "==3.10.*"; raises ValueError for any other form."""
        return cls(text, _comparisons(text))

    def holds(self, version: str) -> bool:
        """Whether the version lies in the range; a local part ("+cu121") does not count.

        A pre-release counts by its place alone (2.2.0rc1 lies below 2.2.0), as in an import assert.
        Raises ValueError for what is no version.
        """
        key = order(version)
        return all(_compare(key, operator, bound) for operator, bound in self.comparisons)

    @property
    def lower(self) -> Optional[str]:
        """The lower bound, None when there is none."""
        return self._bound(">=", ">")

    @property
    def upper(self) -> Optional[str]:
        """The upper bound, None when there is none."""
        return self._bound("<=", "<")

    @property
    def upper_inclusive(self) -> bool:
        """Whether the upper bound itself lies in the range."""
        return self._bound("<=") is not None

    def _bound(self, *operators: str) -> Optional[str]:
        for operator, version in self.comparisons:
            if operator in operators or operator == "==":
                return version
        return None


@lru_cache(maxsize=1024)
def _comparisons(text: str) -> Tuple[Tuple[str, str], ...]:
    found = []
    for part in text.split(","):
        comparison = part.strip()
        operator = comparison[:2] if comparison[:2] in {"==", ">=", "<="} else comparison[:1]
        if operator not in {"==", ">=", "<=", ">", "<"}:
            raise ValueError(f"not a range of versions: {text!r}")
        found.append((operator, comparison[len(operator) :].strip()))
    return tuple(found)


def _compare(key: Tuple[int, ...], operator: str, bound: str) -> bool:
    if bound.endswith(".*"):
        prefix = numbers(bound[:-2])
        return key[: len(prefix)] == prefix
    other = order(bound)
    if operator == "==":
        return key == other
    if operator[0] == ">":
        return key > other or (operator == ">=" and key == other)
    return key < other or (operator == "<=" and key == other)
