"""The causes of a failure, most likely first: what the messages mean, and what the facts show."""

from __future__ import annotations

import re
from importlib import import_module

from envdoctor.compat.known_errors import CAUSE, CONSEQUENCE, SYMPTOM
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.deciders import DECIDERS
from envdoctor.diagnose.errors.innocent import nothing_known
from envdoctor.diagnose.errors.scan import sightings
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.ranges import specifiers
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT, PHASES, Cause, Explained
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, INFO, LOW, MEDIUM, Finding
from envdoctor.model.goal import Constrain, Goal, Manual, Remove
from envdoctor.model.read import Evidence
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Optional, Tuple

_CONFIDENCES = (HIGH, MEDIUM, LOW)
_DECIDERS = "envdoctor.diagnose.errors.deciders."
_WARNING = re.compile(r"Warning|\bWARN(?:ING)?\b")
_LINES_SHOWN = 3
"""Lines of one cause that are evidence, at most."""


def explain(account: Account, tables: Tables) -> Explained:
    """Every cause that the text or the facts speak for; never raises for what a decider does.

    The commands that mend them are not decided here.
    """
    suspects: List[Suspect] = []
    crashed: List[str] = []
    seen_here = sightings(account.excerpt, tables)
    for seen in seen_here:
        try:
            suspects += _decided(seen, account, tables)
        except Exception as error:  # noqa: BLE001, PERF203 - a defect in one must not hide the others
            crashed.append(f"{seen.signature.id}: {type(error).__name__}: {error}")
    found = _faults(account, tables)
    causes = [_cause(group, found, account.facts, tables) for group in _by_cause(suspects)]
    named = {cause.finding.cause for cause in causes}
    # An error of no known kind is rather the program's own: a fault of the environment that the
    # facts show has messages of its own, and they are not there. Nor did a warning end the program.
    if all(_is_faint(suspect) for suspect in suspects):
        known = {seen.line.number for seen in seen_here} if suspects else set()
        own = [c for c in nothing_known(account, tables) if c.line and c.line.number not in known]
        causes = own + (_doubted(causes) if own else causes)
    causes += _from_facts([f for f in found if f.cause not in named], causes)
    return Explained(tuple(causes), tuple(crashed))


def _faults(account: Account, tables: Tables) -> List[Finding]:
    """What the checks call an error, but for what is only older than envdoctor stands for."""
    findings = diagnose(account.facts, tables, Selection()).findings
    return [f for f in findings if f.severity == ERROR and not f.id.endswith("minimum")]


def _decided(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """What one message means here: as its row says, or as the facts decide."""
    name = seen.signature.decided_by
    if not name:
        yield seen.suspect()
        return
    yield from import_module(_DECIDERS + DECIDERS[name]).decide(seen, account, tables)


def _by_cause(suspects: List[Suspect]) -> List[List[Suspect]]:
    """The suspects of each cause, the strongest first; causes in the order of their strongest."""
    groups: Dict[str, List[Suspect]] = {}
    for suspect in sorted(suspects, key=_strength):
        groups.setdefault(suspect.cause, []).append(suspect)
    return list(groups.values())


def _strength(suspect: Suspect) -> "Tuple[bool, int, bool, bool, int, int]":
    """Sorts the strongest first: a consequence never outranks what it follows from.

    Of two that are as sure, what only warns did not end the program.
    """
    row = suspect.sighting.signature
    return (
        row.role == CONSEQUENCE,
        _CONFIDENCES.index(suspect.confidence),
        row.role == SYMPTOM,
        _only_warns(suspect),
        PHASES.index(row.phase),
        suspect.sighting.line.number,
    )


def _only_warns(suspect: Suspect) -> bool:
    return _WARNING.search(suspect.sighting.line.text) is not None


def _is_faint(suspect: Suspect) -> bool:
    """Whether a warning alone speaks for it, and one that tells of something else behind it."""
    return _only_warns(suspect) and suspect.sighting.signature.role != CAUSE


def _doubted(causes: List[Cause]) -> List[Cause]:
    """Causes that may stand behind an error of the program's own, which says nothing of them."""
    return [
        cause._replace(finding=cause.finding._replace(confidence=LOW))
        for cause in causes
        if cause.finding.cause != NOT_ENVIRONMENT
    ]


def _cause(group: List[Suspect], found: List[Finding], facts: Facts, tables: Tables) -> Cause:
    """One cause out of all that speaks for it: the messages, and the findings that see it too."""
    first = group[0]
    row = first.sighting.signature
    seen_too = next((finding for finding in found if finding.cause == first.cause), None)
    finding = Finding(
        id=row.id,
        cause=first.cause,
        severity=INFO if first.cause == NOT_ENVIRONMENT else ERROR,
        confidence=first.confidence,
        layer=first.layer,
        message_id=row.id,
        params={**(seen_too.params if seen_too else {}), **first.params},
        title=tables.causes.means(first.cause) or first.cause,
        why=first.why,
        evidence=_evidence(group) + (seen_too.evidence if seen_too else ()),
        goals=_goals(first, seen_too, facts, tables),
        follows_from=(),
        reference=row.source,
    )
    return Cause(finding, row.phase, first.sighting.line, first.ask, (), ())


def _goals(
    first: Suspect, seen_too: Optional[Finding], facts: Facts, tables: Tables
) -> Tuple[Goal, ...]:
    """The finding's, which knows the facts, before the message's; mmcv stays inside what is asserted."""
    goals = first.goals
    if seen_too is not None and any(not isinstance(goal, Manual) for goal in seen_too.goals):
        goals = seen_too.goals
    touched = {type(goal) for goal in goals if getattr(goal, "package", "") == "mmcv"}
    if not touched or Constrain in touched or Remove in touched:
        return goals
    return (*goals, *(Constrain("mmcv", text) for text in specifiers(facts, tables, "mmcv")))


def _evidence(group: List[Suspect]) -> Tuple[Evidence, ...]:
    lines: Dict[int, Evidence] = {}
    for suspect in group:
        line = suspect.sighting.line
        lines.setdefault(line.number, line_evidence(line.number, line.text))
    shown = tuple(lines.values())[:_LINES_SHOWN]
    return (*shown, *group[0].evidence)


def line_evidence(number: int, text: str) -> Evidence:
    """A line of the text as evidence."""
    return Evidence(f"line {number}", text.strip(), f"line {number}")


def _from_facts(found: List[Finding], causes: List[Cause]) -> List[Cause]:
    """What the facts alone show: behind what a message says, and likelier where none says anything."""
    shown: Dict[str, Cause] = {}
    for finding in found:
        confidence = LOW if causes or finding.follows_from else MEDIUM
        shown.setdefault(
            finding.cause,
            Cause(finding._replace(confidence=confidence), "", None, "", (), ()),
        )
    return list(shown.values())
