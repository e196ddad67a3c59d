"""No set is left after indexes were asked: which of their gaps are among the reasons."""

from __future__ import annotations

from envdoctor.compat.corrected import Missing
from envdoctor.model.plan import Conflict, Member, Resolution
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Callable, Iterable, Sequence, Tuple

_NOT_IN_TABLES = "known."
"""A rule that the gap itself brings about."""


class Gap(NamedTuple):
    """What one index does not have, as a sentence and for the tables."""

    member: Member
    missing: Missing


def all_of(gaps: Iterable[Gap]) -> Missing:
    """All that is missing."""
    found = Missing()
    for gap in gaps:
        found = found.joined(gap.missing)
    return found


def with_gaps(gaps: Sequence[Gap], resolve: Callable[[Missing], Resolution]) -> Resolution:
    """The answer with the gaps without any one of which there would be a set, before the rules."""
    decisive = list(gaps)
    for gap in gaps:
        others = [other for other in decisive if other is not gap]
        if resolve(all_of(others)).plan is None:
            decisive = others
    answer = resolve(all_of(decisive))
    members = answer.conflict.members if answer.conflict else ()
    rules = (member for member in members if not member.name.startswith(_NOT_IN_TABLES))
    return answer._replace(conflict=Conflict((*members_of(decisive), *rules)))


def members_of(gaps: Iterable[Gap]) -> Tuple[Member, ...]:
    """The sentences of the gaps, each once."""
    found = {(gap.member.source, gap.member.params["requirement"]): gap.member for gap in gaps}
    return tuple(found.values())
