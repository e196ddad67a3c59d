"""What deciders ask of a text again and again: where it ran, and what is installed there."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.scan import matches
from envdoctor.diagnose.errors.sighting import Sighting
from envdoctor.diagnose.errors.surroundings import in_container
from envdoctor.model.account import PACKAGE, PYTHON, SYSTEM, Account
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple

_CONTAINER_WORDS = ("docker", "podman", "kubernetes", "kubectl", "apptainer", "singularity")
_WINDOWS_PATH = re.compile(r'[ "\'(][A-Za-z]:\\\w')
_MACOS_WORDS = ("macosx-", "-darwin.so", "/opt/homebrew", ".dylib", "darwin kernel")
_RAN_WITH = re.compile(r"(?i)[/\\ ]python-?3?[/\\ .]?(3\.\d{1,2})(?=[/\\ .]|$)")


def speaks_of_container(account: Account) -> bool:
    """Whether it ran in a container, or any line speaks of one."""
    return in_container(account) or account.has(*_CONTAINER_WORDS)


def system(account: Account) -> str:
    """The operating system: "linux", "windows", "macos", or "" where nothing tells."""
    platform = account.facts.platform.value
    if platform is not None:
        return platform.system
    told = " ".join(claim.value.lower() for claim in account.of(SYSTEM))
    if "win" in told.replace("darwin", ""):
        return "windows"
    if "mac" in told or "darwin" in told or account.has(*_MACOS_WORDS):
        return "macos"
    if any(_WINDOWS_PATH.search(line.text) for line in account.excerpt.lines):
        return "windows"
    return "linux" if told else ""


def installed(account: Account, *names: str) -> Tuple[str, str]:
    """The first of these distributions that is known to be installed: its name and version.

    ("", "") where none is.
    """
    for name in names:
        claim = account.first(PACKAGE, name)
        if claim is not None:
            return name, claim.value
    for distribution in account.facts.distributions.value or ():
        if distribution.name in names:
            return distribution.name, distribution.version
    return "", ""


def python_minor(account: Account) -> Optional[int]:
    """Y of the interpreter's version 3.Y, from the facts or from paths in the traceback."""
    interpreter = account.facts.interpreter.value
    claim = account.first(PYTHON)
    told = interpreter.version if interpreter is not None else claim.value if claim else ""
    match = re.match(r"3\.(\d{1,2})", told)
    if match:
        return int(match[1])
    for line in account.excerpt.lines:
        match = _RAN_WITH.search(line.text)
        if match:
            return int(match[1].partition(".")[2])
    return None


def is_said_better(seen: Sighting, tables: Tables) -> bool:
    """Whether another signature knows this very line without weighing facts."""
    rows = (row for row in tables.known_errors.all() if row.id != seen.signature.id)
    return any(matches(row, seen) for row in rows if not (row.decided_by or row.beside))
