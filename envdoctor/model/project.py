"""What a project says of its environment: `[tool.envdoctor]` or envdoctor.toml."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple


class Ignore(NamedTuple):
    """A rule whose findings the project accepts."""

    rule: str
    """A rule's id, or a prefix that ends before a dot."""
    reason: str
    until: Optional[str]
    """The last day on which it holds, YYYY-MM-DD; None for always."""


class Project(NamedTuple):
    """The project's own words on its environment."""

    file: str
    require: Tuple[str, ...]
    """Requirements as pip writes them ("mmaction2>=1.2")."""
    expect_gpu: str
    """"required", "optional" or "none"; "" when it does not say."""
    ignores: Tuple[Ignore, ...]
