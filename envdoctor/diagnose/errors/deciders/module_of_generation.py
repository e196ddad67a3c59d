"""A module of one generation of an OpenMMLab package is asked for in the other.

A listed version of the module's own generation speaks for another copy being imported than the listed one.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import files, is_installed, told_versions
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

_DISTRIBUTIONS = {"mmaction": "mmaction2", "mmseg": "mmsegmentation"}
_FORMER = "openmmlab.module_gone"
"""The row of modules that only the former generation has."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the listed version; by the traceback where the package's own code asks."""
    module = seen.groups["package"]
    name = _DISTRIBUTIONS.get(module, module)
    wanted_former = seen.signature.id == _FORMER
    former = _is_former(account, tables, name)
    if former is wanted_former:
        yield _other_copy(seen, name, MEDIUM)
        yield seen.suspect(confidence=LOW)
        return
    yield seen.suspect(confidence="" if former is None else seen.signature.certainty)
    if _own_code_asks(seen, account, module):
        yield _other_copy(seen, name, LOW)


def _is_former(account: Account, tables: Tables, name: str) -> Optional[bool]:
    """Whether the listed release is of the former generation; None where none is listed."""
    for version in told_versions(account, name):
        former = tables.openmmlab.of_former_generation(name, version)
        if former is not None:
            return former
    return None


def _own_code_asks(seen: Sighting, account: Account, module: str) -> bool:
    asking = files(account, seen.line)[-1:]
    return any(f"/{module}/" in path and not is_installed(path) for path in asking)


def _other_copy(seen: Sighting, name: str, confidence: str) -> Suspect:
    return seen.suspect(
        cause="wrong_environment_active",
        confidence=confidence,
        why=_(
            "the listed {distribution} has {module}, and the copy that is imported has not: it comes from another folder"
        ),
        params={"distribution": name},
        goals=(Reinstall(name),),
        ask=_(
            "what `python -c 'import {package}; print({package}.__file__)'` prints, in the same folder"
        ),
    )
