"""A compiler is missing: wanted for sources, or called for because no wheel of a package fits.

Decided by what is built: a package that publishes wheels is built from its sources only where none fits.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.building import built, last_command
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import python
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM, PYTHON
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_INSTALL = re.compile(
    r"\b(?:pip3?|uv pip|mim) install\s+(.{1,400})|\b(?:uv|poetry|pdm) add\s+(.{1,400})"
)
_SOURCES = re.compile(
    r"git\+|(?:^|\s)(?:-e|--editable)\b|(?:^|\s)\.{1,2}(?:[/\\[]\S*)?(?:\s|$)|\.(?:tar\.gz|zip)\b|--no-binary|setup\.py"
)
_NAME = re.compile(
    r"(?<![\w./:@=-])([A-Za-z][\w.-]{0,60})(?:\[[\w,]{1,40}\])?(?:[<>=!~]\S{0,40})?(?=[\s'\"]|$)"
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the package that is built, and whether the command asked for its sources."""
    command = last_command(account, seen.line)
    package = built(account) or _single(command)
    from_source = _SOURCES.search(command) is not None and not built(account)
    if "git+" in command or "--no-binary" in command:
        from_source = True
    if package and not from_source and tables.known_errors.has_wheels(package):
        yield _no_wheel(seen, account, package)
        yield seen.suspect(confidence=MEDIUM)
        return
    is_plain = bool(_INSTALL.search(command)) and not from_source and not package
    yield seen.suspect(confidence=MEDIUM if is_plain else HIGH)
    if is_plain:
        yield seen.suspect(
            cause="no_matching_wheel",
            confidence=LOW,
            layer=PYTHON,
            why=_("what is installed may have wheels, of which none fits this Python or platform"),
            goals=(),
        )


def _single(command: str) -> str:
    """The package that a command installs, where it names a single one."""
    match = _INSTALL.search(command)
    named = _NAME.findall((match[1] or match[2]).partition(" -")[0]) if match else []
    given = [name for name in named if not name.endswith((".txt", ".toml", ".whl"))]
    return given[0].lower().replace("_", "-") if len(given) == 1 else ""


def _no_wheel(seen: Sighting, account: Account, package: str) -> Suspect:
    version = python(account)
    return seen.suspect(
        cause="no_matching_wheel",
        confidence=MEDIUM,
        layer=PYTHON,
        why=_(
            "no wheel of {package} fits Python {python} on this platform, so pip builds its sources, for which a compiler is missing"
        )
        if version
        else _(
            "no wheel of {package} fits this Python or platform, so pip builds its sources, for which a compiler is missing"
        ),
        params={"package": package, "python": version},
        goals=(
            Manual(
                _(
                    "choose a Python, or a release of {package}, for which a wheel exists (pip install --only-binary :all: shows whether one does)"
                )
            ),
        ),
        ask="" if version else _("`python --version` and the platform"),
    )
