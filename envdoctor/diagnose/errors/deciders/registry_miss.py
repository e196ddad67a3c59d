"""A class is not in a registry: which import would have put it there, and why that did not happen.

An import that failed above comes first, then a scope whose package was not found, then a class that another of
OpenMMLab's packages is known to bring. What is left is a class of a tree that is not the one imported, or one
that no import names.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import files, told_versions
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_FAILED = re.compile(r"\b(?:ImportError|ModuleNotFoundError|OSError)\b|cannot open shared object")
_SWALLOWED = re.compile(r"Failed to (?:import [`\"]?mm\w+\.\w+|search registry with scope)")
"""What mmengine logs of an import that raised, or of a package that it did not find."""
_DISTRIBUTIONS = {
    "mmdet": "mmdet",
    "mmdetection": "mmdet",
    "mmcls": "mmcls",
    "mmclassification": "mmcls",
    "mmpretrain": "mmpretrain",
    "mmseg": "mmsegmentation",
    "mmsegmentation": "mmsegmentation",
    "mmpose": "mmpose",
    "mmaction": "mmaction2",
    "mmaction2": "mmaction2",
}
"""Modules, and what their repositories are called, to the packages."""
_FOLDER = re.compile(r"(?<![\w-])(mm[a-z]+2?)(?=[/\\-])")


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
    package = _brought_by(seen, account, tables)
    if package:
        yield from _of_sibling(seen, account, package)
        return
    if seen.groups["name"] == "None":
        yield _not_named(seen, MEDIUM)
        return
    yield seen.suspect()
    yield _not_named(seen, LOW)


def _brought_by(seen: Sighting, account: Account, tables: Tables) -> str:
    """The package other than the one that looks for it that brings a class; "" where none is known to."""
    scope, _dot, name = seen.groups["name"].rpartition(".")
    if scope:
        return _DISTRIBUTIONS.get(scope, "")
    packages = tables.known_errors.registered_by(name)
    looking = _looking(seen, account, tables)
    if not looking or looking in packages:
        return ""
    former = "::" not in seen.groups["registry"]
    kept = [each for each in packages if each != ("mmpretrain" if former else "mmcls")]
    return (kept or [*packages, ""])[0]


def _looking(seen: Sighting, account: Account, tables: Tables) -> str:
    """The package whose registry it is: of the registry's scope, of a file in the traceback, or listed."""
    scope = seen.groups["registry"].partition("::")[0]
    named = [scope] if scope != seen.groups["registry"] else []
    for path in reversed(files(account, seen.line)):
        named += reversed(_FOLDER.findall(path))
    brought = tables.known_errors.registered_by(seen.groups["name"])
    if not any(told_versions(account, package) for package in brought):
        named += [package for package in _DISTRIBUTIONS if told_versions(account, package)]
    return next((_DISTRIBUTIONS[name] for name in named if name in _DISTRIBUTIONS), "")


def _of_sibling(seen: Sighting, account: Account, package: str) -> Iterator[Suspect]:
    """Its package is missing; or, where it is listed, nothing imported it."""
    params = {"package": package}
    listed = bool(told_versions(account, package))
    missing = seen.suspect(
        cause="dependency_missing",
        confidence=LOW if listed else MEDIUM,
        why=_("{package} brings {name}, and it is not installed, or nothing imports it"),
        params=params,
        goals=(Constrain(package, ""),),
        ask=_(
            "whether {package} is installed, and whether the config's custom_imports names a module of it"
        ),
    )
    not_imported = seen.suspect(
        cause="not_environment",
        confidence=MEDIUM if listed else LOW,
        why=_(
            "{package}, which brings {name}, is installed, and neither the program nor the config's custom_imports imports it"
        ),
        params=params,
        goals=(),
    )
    yield from (not_imported, missing) if listed else (missing,)
    yield seen.suspect(confidence=LOW)


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
