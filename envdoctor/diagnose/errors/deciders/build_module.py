"""A build imports a module that is not there: not in the isolated environment, or nowhere."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.building import (
    is_command,
    is_isolated,
    last_command,
    speaks_of_install,
)
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import PACKAGE, SAID, Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Constrain, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_BUILDING = (
    *("Getting requirements to build", "get_requires_for_build", "build-env", "builds-v0"),
    *("egg_info", "setup.py", "<pip-setuptools-caller>", "Preparing metadata", "build_editable"),
    *("subprocess-exited-with-error", "metadata-generation-failed", "Failed to build"),
    *("prepare_metadata_for_build", "build_wheel", "originates from a subprocess", "build_meta"),
)
_MIMS_OWN = ("/mim/utils", "/mim/commands", "\\mim\\utils", "\\mim\\commands")
_USER_SITE = "/.local/lib/"
_ABOVE, _BELOW = 40, 15
_COMMAND = re.compile(r"^\s*(?:\$ |>>> |(?:\S{0,60}[$#>] )?(?:python|python3|torchrun|bash|sh) )")
_NAMES = {"Cython": "cython", "cv2": "opencv-python", "skbuild": "scikit-build"}
_USUAL = ("torch", "numpy", "pip", "Cython", "cython", "mmcv", "mmengine", "torchvision")
"""What builds import without declaring it."""
_ISOLATED = _(
    "the build imports {module}, and it runs in an environment of its own, where {module} is not, whatever is installed outside"
)
_FIRST = Manual(_("install {module} first, then the package with --no-build-isolation"))


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether this is a build at all, whether it is isolated, and whether the module is installed."""
    module = seen.groups["module"]
    building = _is_building(seen, account)
    if not building and not _follows_install(seen, account):
        if module == "torch" and speaks_of_install(seen, account):
            yield seen.suspect(confidence=MEDIUM, why=_ISOLATED, goals=(_FIRST,))
            yield seen.suspect(
                cause="dependency_missing", confidence=LOW, goals=(Constrain("torch", ""),)
            )
        return
    if module == "torch" and not building and account.has(*_MIMS_OWN):
        yield from _of_mim(seen, account)
        return
    if module == "pip" and not building:
        yield seen.suspect(
            cause="dependency_missing",
            confidence=MEDIUM,
            why=_("mim runs pip inside Python, and this environment has no pip (uv makes them so)"),
            goals=(Constrain("pip", ""),),
        )
        return
    isolated = is_isolated(account)
    if isolated is False and module != "pip":
        yield from _nowhere(seen, account)
        return
    if module in _USUAL or isolated:
        yield seen.suspect(
            confidence=HIGH if isolated and building and module in _USUAL else MEDIUM,
            why=_ISOLATED,
            goals=(_FIRST,),
        )
    yield seen.suspect(
        cause="dependency_missing",
        confidence=LOW if module in _USUAL or isolated else MEDIUM,
        goals=(Constrain(_NAMES.get(module, module), ""),),
    )


def _of_mim(seen: Sighting, account: Account) -> Iterator[Suspect]:
    """mim itself looks at torch, in the environment that mim is in."""
    told = any(account.first(kind, "torch") for kind in (PACKAGE, SAID))
    if told or account.has(_USER_SITE):
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_(
                "mim looks for torch in the environment that mim itself is in, and that is not the one that has torch"
            ),
            goals=(Manual(_("run mim as `python -m mim` with the Python that has torch")),),
        )
    yield seen.suspect(
        cause="dependency_missing",
        confidence=LOW if told else MEDIUM,
        goals=(Constrain("torch", ""),),
    )


def _nowhere(seen: Sighting, account: Account) -> Iterator[Suspect]:
    """In a build that uses the environment itself."""
    module = seen.groups["module"]
    if account.first(PACKAGE, module) is not None:
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_(
                "{module} is installed, and the Python that builds does not find it: it is another environment's"
            ),
            goals=(Manual(_("install with `python -m pip` of the environment that has {module}")),),
        )
    yield seen.suspect(
        cause="dependency_missing",
        confidence=MEDIUM,
        goals=(Constrain(_NAMES.get(module, module), ""),),
    )
    if module in _USUAL:
        yield seen.suspect(confidence=LOW)


def _is_building(seen: Sighting, account: Account) -> bool:
    near = account.around(seen.line, _ABOVE, _BELOW)
    return any(part in line.text for line in near for part in _BUILDING)


def _follows_install(seen: Sighting, account: Account) -> bool:
    """Whether the command above it, if any, installs something."""
    if not last_command(account, seen.line):
        return False
    above = [line for line in account.excerpt.lines if line.number < seen.line.number]
    latest = next((line for line in reversed(above) if _is_any_command(line.text)), None)
    return latest is None or is_command(latest.text)


def _is_any_command(text: str) -> bool:
    return is_command(text) or _COMMAND.match(text) is not None
