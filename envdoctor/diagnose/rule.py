"""What every check file declares of itself, and how it makes its findings."""

from __future__ import annotations

from envdoctor.model.finding import HIGH, Finding
from envdoctor.model.goal import Goal
from envdoctor.model.read import Evidence
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Optional, Tuple


class Rule(NamedTuple):
    """A check's identity; its page is the docstring of its module."""

    id: str
    layer: str
    title: str
    """What holds where the check passes: one English line."""
    requires: Tuple[str, ...] = ()
    """Rules that must not have failed for this one to mean anything."""
    caused_by: Tuple[str, ...] = ()
    """Rules whose findings, where present too, cause this one's."""
    reference: str = ""
    """Where the relation behind it is documented."""

    def finding(
        self,
        severity: str,
        *,
        cause: str,
        title: str,
        why: str,
        params: Mapping[str, str],
        evidence: Tuple[Evidence, ...],
        goals: Tuple[Goal, ...] = (),
        confidence: str = HIGH,
        variant: str = "",
        layer: str = "",
        caused_by: Optional[Tuple[str, ...]] = None,
    ) -> Finding:
        """A finding of this rule.

        `variant` tells apart the sentences of one rule, `layer` puts the finding into another layer
        than the rule's, `caused_by` names those of the rule's causes that can be behind this one.
        """
        return Finding(
            id=self.id,
            cause=cause,
            severity=severity,
            confidence=confidence,
            layer=layer or self.layer,
            message_id=f"{self.id}.{variant}" if variant else self.id,
            params=params,
            title=title,
            why=why,
            evidence=evidence,
            goals=goals,
            # What can be behind it; the runner leaves those that were found.
            follows_from=self.caused_by if caused_by is None else caused_by,
            reference=self.reference,
        )
