"""Modules that an import takes from a place where nobody installed them."""

from __future__ import annotations

from envdoctor.model.environment import ModuleCopy
from envdoctor.model.facts import Facts
from envdoctor.model.read import Evidence
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, List, Tuple


class Taken(NamedTuple):
    """A module that is imported from one place, and its copies elsewhere."""

    module: str
    path: str
    hidden: Tuple[ModuleCopy, ...]


def taken_from(facts: Facts, place: str) -> List[Taken]:
    """The stack's modules whose first copy lies in such a place. Raises `NotKnown`."""
    grouped: Dict[str, List[ModuleCopy]] = {}
    for copy in facts.copies.known():
        grouped.setdefault(copy.module, []).append(copy)
    return [
        Taken(module, copies[0].path, tuple(copies[1:]))
        for module, copies in grouped.items()
        if copies[0].place == place
    ]


def evidence_of(facts: Facts, taken: List[Taken]) -> Tuple[Evidence, ...]:
    """Where each of them is imported from, and what stays unseen."""
    source = facts.copies.source
    found = []
    for item in taken:
        found.append(Evidence(f"import {item.module}", item.path, source))
        found.extend(Evidence(f"hidden {item.module}", copy.path, source) for copy in item.hidden)
    return tuple(found)


def names_of(taken: List[Taken]) -> str:
    """Their names, for a sentence."""
    return ", ".join(item.module for item in taken)
