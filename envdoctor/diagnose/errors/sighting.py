"""One known message found in a text, and what it may mean there."""

from __future__ import annotations

from envdoctor.compat.known_errors import Signature
from envdoctor.model.account import Quote
from envdoctor.model.finding import HIGH, MEDIUM
from envdoctor.model.goal import Constrain, Goal, Manual, Reinstall, Remove
from envdoctor.model.read import Evidence
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Optional, Tuple


class Sighting(NamedTuple):
    """A signature that matched."""

    signature: Signature
    line: Quote
    groups: Mapping[str, str]
    """What the regex's named groups hold; "" for one that did not take part."""
    is_loose: bool = False
    """Found only without regard to quotes and case: then it is sure of nothing."""

    def suspect(
        self,
        *,
        cause: str = "",
        confidence: str = "",
        layer: str = "",
        why: str = "",
        params: Optional[Mapping[str, str]] = None,
        evidence: Tuple[Evidence, ...] = (),
        goals: Optional[Tuple[Goal, ...]] = None,
        ask: Optional[str] = None,
    ) -> Suspect:
        """What it means; what is left out is as the signature says.

        `params` are those of `why`, `ask` and the goals, beside the regex's groups.
        """
        row = self.signature
        sureness = confidence or row.certainty
        return Suspect(
            sighting=self,
            cause=cause or row.cause,
            confidence=MEDIUM if self.is_loose and sureness == HIGH else sureness,
            layer=layer or row.layer,
            why=why or row.says,
            params={**self.groups, **(params or {})},
            evidence=evidence,
            goals=_goals(row, self.groups) if goals is None else goals,
            ask=row.ask if ask is None else ask,
        )


class Suspect(NamedTuple):
    """A cause that a message may have."""

    sighting: Sighting
    cause: str
    confidence: str
    layer: str
    why: str
    """English template: what the message means."""
    params: Mapping[str, str]
    evidence: Tuple[Evidence, ...]
    """What else speaks for it, beside the line itself."""
    goals: Tuple[Goal, ...]
    ask: str
    """English template: what to look at to be sure; "" where nothing is missing."""


def _goals(row: Signature, groups: Mapping[str, str]) -> Tuple[Goal, ...]:
    stated = tuple(_goal(goal, groups) for goal in row.goals)
    return (*stated, Manual(row.remedy)) if row.remedy else stated


def _goal(stated: Mapping[str, str], groups: Mapping[str, str]) -> Goal:
    package = stated["package"].format_map(groups)
    kind = stated["goal"]
    if kind == "constrain":
        return Constrain(package, stated.get("specifier", "").format_map(groups))
    return Remove(package) if kind == "remove" else Reinstall(package)
