"""A command as a person types it: tokens filled in, quoted for the shell."""

from __future__ import annotations

from envdoctor.model.facts import Facts
from envdoctor.model.private import HOME, Private
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Tuple

_ACTIVATED = ("VIRTUAL_ENV", "CONDA_PREFIX")
"""Where "python" alone is the environment's own."""
_ACTIVE_PREFIX = "$CONDA_PREFIX"
"""Where nobody said which folder it is."""


def fill(argv: Tuple[str, ...], facts: Facts, private: Private) -> Tuple[str, ...]:
    """The argv with `{python}` and `{prefix}` put in, the home folder as "~"."""
    found = facts.interpreter.value
    named = found is not None and private.tokens and found.chosen_by not in _ACTIVATED
    python = found.executable if found and named else "python"
    prefix = found.prefix if found and found.prefix else _ACTIVE_PREFIX
    home = next((part for part, token in private.tokens if token == HOME), "")
    filled = [
        private.fill(part.replace("{python}", python).replace("{prefix}", prefix)) for part in argv
    ]
    return tuple("~" + p[len(home) :] if home and p.startswith(home + "/") else p for p in filled)


def on_one_line(argv: Tuple[str, ...]) -> Tuple[str, ...]:
    """The argv with Python code of several lines as one line that does the same: to be copied."""
    return tuple(f"exec({part!r})" if "\n" in part else part for part in argv)


def quoted(part: str) -> str:
    """The part as a shell takes it; a leading "~/" stays bare, else it would not be expanded."""
    from shlex import quote

    if part == _ACTIVE_PREFIX:
        return f'"{part}"'
    return "~/" + quote(part[2:]) if part.startswith("~/") else quote(part)


def quoted_for_windows(part: str) -> str:
    """The part as cmd.exe and PowerShell take it: bare, or in double quotes, which both know."""
    is_plain = part and all(c.isalnum() or c in "-_./:\\=+" for c in part)
    return part if is_plain else f'"{part}"'
