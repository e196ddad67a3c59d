"""What differs between two machines or environments."""

from __future__ import annotations

from typing import Tuple

from envdoctor.record import NamedTuple


class Difference(NamedTuple):
    """One fact that differs."""

    fact: str
    """Where it stands ("torch.version", "distributions.numpy.version")."""
    first: str
    """As the first says it; "" when it has no such fact."""
    second: str
    matters: bool
    """Whether the fact is one that verdicts rest on, rather than a path or a level that changes."""


class DiffReport(NamedTuple):
    """Two sets of facts compared."""

    differences: Tuple[Difference, ...]
    """Those that matter first."""
    only_first: Tuple[str, ...]
    """Rules with findings in the first alone."""
    only_second: Tuple[str, ...]
