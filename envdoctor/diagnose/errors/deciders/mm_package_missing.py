"""An OpenMMLab package is not there: not installed, installed elsewhere, or of the other generation.

mmengine is asked for by packages of the present generation alone: beside code for mmcv 1.x it is missing
because a package was replaced by a newer one. A package whose own clone is run was not installed.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import (
    MMCVS,
    is_below,
    runs_script_of_clone,
    told_versions,
)
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.started import (
    console_script,
    other_python,
    speaks_of_environment,
)
from envdoctor.model.account import PACKAGE, Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_DISTRIBUTIONS = {"mmaction": "mmaction2", "mmseg": "mmsegmentation"}
_FORMER = ("mmcv-full", "mmdet.core", "mmcv.runner", "mmcv.parallel", "mmcv import Config")
"""What only code and packages of the former generation are called."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what is listed, and by what the code around it is written for."""
    module = seen.groups["module"]
    name = _DISTRIBUTIONS.get(module, module)
    if module == "mmengine" and _is_former(account):
        yield seen.suspect(
            cause="openmmlab_generations_mixed",
            confidence=MEDIUM,
            why=_(
                "mmengine is asked for by packages for mmcv 2, and the code around it is written for mmcv 1.x: one package was replaced by a release of the other generation"
            ),
            goals=(),
        )
        yield seen.suspect(confidence=LOW, goals=(Constrain(name, ""),))
        return
    listed = account.first(PACKAGE, name)
    script, started = console_script(account)
    by_script = bool(script) and speaks_of_environment(account)
    clone = module != "mmcv" and _is_its_clone(module, account)
    elsewhere = listed is not None or clone or by_script
    installed = seen.suspect(confidence=LOW if elsewhere else MEDIUM, goals=(Constrain(name, ""),))
    params = {"script": script, "started": started}
    if by_script and not (listed or clone):
        yield other_python(seen, params, MEDIUM)
    elif elsewhere:
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_(
                "{module} is not in the environment that ran this, though a copy of it is on this machine: another interpreter ran, or the clone was never installed"
            ),
            goals=(),
            ask=_("what `python -m pip show {module}` prints with the same python"),
        )
    yield installed
    if script and not elsewhere:
        yield other_python(seen, params, LOW)


def _is_former(account: Account) -> bool:
    versions = told_versions(account, *MMCVS)
    return account.has(*_FORMER) or any(is_below(version, "2.0.0rc0") for version in versions)


def _is_its_clone(module: str, account: Account) -> bool:
    """Whether the script that failed belongs to the package's own repository."""
    repositories = {"mmdet": "mmdetection", "mmaction": "mmaction2", "mmseg": "mmsegmentation"}
    folder = repositories.get(module, module)
    named = re.compile(rf"(?:[/\\]|cd ){folder}(?!\w)")
    is_named = any(named.search(line.text) for line in account.excerpt.lines)
    return is_named and runs_script_of_clone(account)
