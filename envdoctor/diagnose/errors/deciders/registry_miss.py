"""A class is not in a registry: which import would have put it there, and why that did not happen.

An import that failed above comes first, then a scope whose package was not found. What is left is a class of
a tree that is not the one imported, or one that no import names.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_FAILED = re.compile(r"\b(?:ImportError|ModuleNotFoundError|OSError)\b|cannot open shared object")
_SWALLOWED = re.compile(r"Failed to (?:import [`\"]?mm\w+\.\w+|search registry with scope)")
"""What mmengine logs of an import that raised, or of a package that it did not find."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what failed before it, and by the registry's name."""
    above = [line.text for line in account.excerpt.lines if line.number < seen.line.number]
    if any(_SWALLOWED.search(text) for text in above):
        return  # that line has a row of its own, and says more
    if any(_FAILED.search(text) for text in above):
        yield seen.suspect(confidence=LOW)
        return
    if seen.groups["registry"].startswith("mmengine::"):
        yield _no_scope(seen)
        yield seen.suspect(confidence=LOW)
        return
    if seen.groups["name"] == "None":
        yield _not_named(seen, MEDIUM)
        return
    yield seen.suspect()
    yield _not_named(seen, LOW)


def _no_scope(seen: Sighting) -> Suspect:
    return seen.suspect(
        cause="not_environment",
        confidence=MEDIUM,
        why=_(
            "{name} is looked for among mmengine's own classes: the program set no default scope, and called no register_all_modules() of the package that brings it"
        ),
        goals=(),
        ask=_(
            "whether the config has default_scope, and whether the package that brings {name} can be imported"
        ),
    )


def _not_named(seen: Sighting, confidence: str) -> Suspect:
    return seen.suspect(
        cause="not_environment",
        confidence=confidence,
        why=_(
            "the config names {name}, and neither the package nor the config's custom_imports imports a module that registers it"
        ),
        goals=(),
    )
