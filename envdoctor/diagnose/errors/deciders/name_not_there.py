"""A name is not in the imported copy of an OpenMMLab package: another copy, release or generation.

A script of the package's own clone (tools/train.py) fits that clone's package: where it finds less, another
copy is imported. Another project's code asks for what the release it was written for has.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import files, is_installed, runs_script_of_clone
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_NOWHERE = "unknown location"
_PACKAGE = re.compile(r"[/\\](mm[a-z0-9]+)(?=[/\\])")
"""The folders of a path that are called as OpenMMLab's packages are."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By where the package lies and whose code asks."""
    path = seen.groups["path"]
    if path == _NOWHERE:
        yield _empty(seen)
        return
    if "partially initialized" in seen.line.text and path and not is_installed(path):
        yield seen.suspect(
            cause="module_shadowed",
            confidence=LOW,
            why=_(
                "{module} imports itself in a circle from {path}: a file there hides the installed package"
            ),
            goals=(),
        )
    own = _is_own(seen, account)
    other = seen.suspect(
        cause="openmmlab_generations_mixed",
        confidence=LOW if own else MEDIUM,
        why=_(
            "{module} has no {name} in the installed release: the code was written for another one"
        ),
        goals=(),
    )
    if not own:
        yield other
    yield seen.suspect(
        confidence=MEDIUM if own else LOW,
        why=_(
            "the code that asks for {name} fits another copy of {package} than the one that is imported: run it in its own clone, with that clone installed by `pip install -e .`"
        ),
        goals=(),
        ask=_(
            "what `python -c 'import {package}; print({package}.__version__, {package}.__file__)'` prints, in the same folder"
        ),
    )
    if own:
        yield other


def _is_own(seen: Sighting, account: Account) -> bool:
    """Whether the code that asks is the package's own: a module of it, or a script of its clone."""
    asking = [_PACKAGE.findall(path) for path in files(account, seen.line)[-1:]]
    if asking and asking[0]:
        return bool(asking[0][-1] == seen.groups["package"])
    return runs_script_of_clone(account)


def _empty(seen: Sighting) -> Suspect:
    return seen.suspect(
        cause="package_damaged",
        confidence=MEDIUM,
        why=_(
            "what Python imports as {package} is a bare folder without code: what an uninstall left behind, or a clone's outer folder in the working folder"
        ),
        goals=(Reinstall(seen.groups["package"]),),
    )
