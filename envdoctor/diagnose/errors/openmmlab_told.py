"""What a text tells of OpenMMLab's packages, as the deciders ask it."""

from __future__ import annotations

import re

from envdoctor.compat.versions import order
from envdoctor.model.account import COMMAND, IMPORTED, PACKAGE, Account, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Tuple

MMCVS = ("mmcv", "mmcv-full", "mmcv-lite")
_FILE = re.compile(r'File "([^"]+)", line|^(\S+/[\w./-]+\.py) in |\(((?:/|[A-Z]:\\)[^)]+\.py)\)')
_INSTALLED = re.compile(r"site-packages|dist-packages")
_SCRIPT = re.compile(r"""(?:^|[\s/\\."'])(?:tools|demo)[/\\]\w[\w-]*\.(?:py|sh)\b""")


def told_versions(account: Account, *names: str) -> Tuple[str, ...]:
    """The versions that the text gives of these packages, listed or printed at import."""
    claims = (c for kind in (PACKAGE, IMPORTED) for name in names for c in account.of(kind, name))
    return tuple(dict.fromkeys(claim.value for claim in claims if is_version(claim.value)))


def is_version(text: str) -> bool:
    """Whether it can be compared as a version."""
    try:
        order(text)
    except ValueError:
        return False
    return True


def is_below(version: str, bound: str) -> bool:
    """Whether a version that `is_version` comes before another."""
    return order(version.partition("+")[0]) < order(bound)


def is_doubled(account: Account) -> bool:
    """Whether two packages that bring the module mmcv are listed."""
    return sum(account.first(PACKAGE, name) is not None for name in MMCVS) > 1


def files(account: Account, before: Quote) -> Tuple[str, ...]:
    """The files that a traceback names above a line (or in it), in the order of the text."""
    found = []
    for line in account.excerpt.lines:
        if line.number > before.number:
            break
        match = _FILE.search(line.text)
        if match:
            found.append(match[1] or match[2] or match[3])
    return tuple(found)


def is_installed(path: str) -> bool:
    """Whether a file lies where packages are installed, not in a source tree."""
    return _INSTALLED.search(path) is not None


def runs_script_of_clone(account: Account) -> bool:
    """Whether a script of a repository (tools/train.py, demo/...) was run."""
    commands = (claim.value for claim in account.of(COMMAND))
    lines = (
        line.text for line in account.excerpt.lines if "File " in line.text or "$ " in line.text
    )
    return any(_SCRIPT.search(text) for text in (*commands, *lines))
