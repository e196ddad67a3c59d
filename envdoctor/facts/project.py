"""Reads `[tool.envdoctor]` of pyproject.toml, or envdoctor.toml, of the project around a folder.

The file can only state and accept: it cannot set indexes, commands or paths to run.
"""

from __future__ import annotations

import os
import sys

from envdoctor.facts.root import Root
from envdoctor.model.facts import GPU_EXPECTATIONS
from envdoctor.model.problem import WrongInput
from envdoctor.model.project import Ignore, Project
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, Optional, Tuple

OWN = "envdoctor.toml"
SHARED = "pyproject.toml"
_MARK = b"tool.envdoctor"
_KEYS = {"require", "expect-gpu", "ignore"}
_IGNORE_KEYS = {"rule", "reason", "until"}


def read_project(root: Root, folder: str) -> Optional[Project]:
    """The nearest project's words, from the folder upwards; None where none says anything.

    Raises `WrongInput` for a file that says it wrongly: to pass over it would change the verdict.
    """
    here = folder
    while here:
        names = _names(root, here)
        for name in (OWN, SHARED):
            if name in names:
                found = _read(root, os.path.join(here, name))
                if found is not None:
                    return found
        parent = os.path.dirname(here)
        if ".git" in names or parent == here:
            return None
        here = parent
    return None


def _names(root: Root, folder: str) -> Tuple[str, ...]:
    try:
        return root.list(folder)
    except OSError:
        return ()


def _read(root: Root, path: str) -> Optional[Project]:
    try:
        data = root.read_bytes(path)
    except OSError as error:
        raise WrongInput(
            _("{file} cannot be read: {problem}"),
            {"file": path, "problem": error.strerror or str(error)},
        ) from error
    own = os.path.basename(path) == OWN
    if not own and _MARK not in data:
        return None
    document = _parsed(data, path)
    table = document if own else document.get("tool", {}).get("envdoctor")
    return None if table is None else _project(table, path)


def _parsed(data: bytes, path: str) -> Dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise WrongInput(
            _("{file} is not TOML: {problem}"), {"file": path, "problem": str(error)}
        ) from error


def _project(table: Any, path: str) -> Project:
    if not isinstance(table, dict):
        raise _wrong(path, _("{file}: `envdoctor` must be a TOML table"))
    strange = sorted(set(table) - _KEYS)
    if strange:
        raise _wrong(
            path,
            _("{file}: unknown key {key}; the keys are require, expect-gpu and ignore"),
            key=strange[0],
        )
    expect_gpu = table.get("expect-gpu", "")
    if expect_gpu not in ("", *GPU_EXPECTATIONS):
        raise _wrong(path, _("{file}: expect-gpu takes required, optional or none"))
    return Project(
        file=path,
        require=tuple(_requirement(item, path) for item in _list(table, "require", path)),
        expect_gpu=expect_gpu,
        ignores=tuple(_ignore(item, path) for item in _list(table, "ignore", path)),
    )


def _list(table: Dict[str, Any], key: str, path: str) -> Tuple[Any, ...]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise _wrong(path, _("{file}: {key} takes a list"), key=key)
    return tuple(value)


def _requirement(item: Any, path: str) -> str:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return str(Requirement(item))
    except (InvalidRequirement, TypeError, AttributeError) as error:
        raise _wrong(
            path, _("{file}: {item} in require is not a valid requirement"), item=repr(item)
        ) from error


def _ignore(item: Any, path: str) -> Ignore:
    if not isinstance(item, dict) or set(item) - _IGNORE_KEYS:
        raise _wrong(
            path, _("{file}: an ignore entry may only have the keys rule, reason and until")
        )
    rule, reason = item.get("rule"), item.get("reason")
    if not isinstance(rule, str) or not isinstance(reason, str) or not rule or not reason.strip():
        raise _wrong(path, _("{file}: an ignore entry must name its rule and a reason"))
    return Ignore(rule, reason, _day(item.get("until"), path))


def _day(value: Any, path: str) -> Optional[str]:
    """TOML has dates of its own; a text of the same form is as good."""
    if value is None:
        return None
    import datetime

    try:
        day = (
            value
            if type(value) is datetime.date
            else datetime.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day
        )
    except (TypeError, ValueError) as error:
        raise _wrong(path, _("{file}: until takes a date, such as 2027-01-31")) from error
    return day.isoformat()


def _wrong(path: str, sentence: str, **params: str) -> WrongInput:
    return WrongInput(sentence, {"file": path, **params})
