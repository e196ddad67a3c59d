"""A module has no such name: a file that hides it, an import in a circle, or another release of it."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import is_said_better
from envdoctor.diagnose.errors.openmmlab_told import files, is_installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Manual, Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_NOWHERE = "unknown location"


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By where the module lies, and whether the table knows it as a package or as Python's own."""
    if is_said_better(seen, tables):
        return
    module = seen.groups["module"]
    top = module.partition(".")[0]
    params = {"top": top}
    path = seen.groups.get("path", "") or _own_file(seen, account, top)
    known = bool(tables.known_errors.distribution(top)) or tables.known_errors.is_standard(top)
    if known and (path == _NOWHERE or _hides(path, top)):
        yield seen.suspect(
            cause="module_shadowed",
            confidence=HIGH if path != _NOWHERE else LOW,
            why=_("a file or folder of the name {top} is imported in place of the real {module}"),
            params=params,
            goals=(Manual(_("rename that file or folder and delete __pycache__ beside it")),),
            ask=_(
                "what `python -c 'import {top}; print({top}.__file__)'` prints in the same folder"
            ),
        )
    elif seen.groups["partly"] and not (known or is_installed(path)):
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            confidence=LOW,
            why=_("the project's own files import each other in a circle"),
            goals=(),
        )
    elif is_installed(path) and seen.groups["name"].startswith("_"):
        package = tables.known_errors.distribution(top) or top
        yield seen.suspect(
            cause="package_damaged",
            confidence=MEDIUM,
            why=_(
                "{top} does not find its own compiled part {name}: its installation is not whole"
            ),
            params=params,
            goals=(Reinstall(package),),
        )
    elif known and not tables.known_errors.is_standard(top):
        yield seen.suspect(
            params=params,
            goals=(),
            ask=_("the version of {top}, and the one that the code was written for"),
        )
    elif is_installed(path):
        yield seen.suspect(params=params, goals=())


def _own_file(seen: Sighting, account: Account, top: str) -> str:
    """The file of that name in the traceback, where the message gives no path."""
    found = (path for path in files(account, seen.line) if _hides(path, top))
    return next(found, "") if seen.groups["partly"] else ""


def _hides(path: str, top: str) -> bool:
    """Whether a file outside of the installed packages has the module's name."""
    parts = path.replace("\\", "/").split("/")
    standing = parts[-1] == f"{top}.py" or (parts[-1] == "__init__.py" and parts[-2:-1] == [top])
    return standing and not is_installed(path) and "/lib/python" not in path.replace("\\", "/")
