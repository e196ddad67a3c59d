"""Files and values of configurations, taken for what the package managers take them."""

from __future__ import annotations

import sys

from envdoctor.facts.indexes.configuration import Note
from envdoctor.facts.root import Root
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional

_TRUE = frozenset(("y", "yes", "t", "true", "on", "1"))


def text_of(root: Root, path: str, notes: List[Note]) -> Optional[str]:
    """The file's text; None where there is none, or it cannot be read, which is noted."""
    try:
        if not path or not root.is_file(path):
            return None
        return root.read_bytes(path).decode("utf-8-sig", "replace")
    except OSError as error:
        problem = error.strerror or str(error)
        notes.append(
            Note(_("{file} cannot be read: {problem}"), {"file": path, "problem": problem})
        )
        return None


def toml_of(root: Root, path: str, notes: List[Note]) -> Dict[str, Any]:
    """The TOML file's table; empty where there is none, or it is not TOML, which is noted."""
    text = text_of(root, path, notes)
    if text is None:
        return {}
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        notes.append(
            Note(_("{file} is not TOML: {problem}"), {"file": path, "problem": str(error)})
        )
        return {}


def truth(value: object) -> bool:
    """Whether a setting says yes."""
    return value is True or (isinstance(value, str) and value.strip().lower() in _TRUE)


def number(value: object) -> Optional[float]:
    """The number that a setting gives; None where it gives none that can be meant."""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return found if 0 <= found < 1e6 else None  # noqa: PLR2004 - a fortnight of seconds


def table(value: object) -> Dict[str, Any]:
    """The table that stands there; empty where something else does."""
    return value if isinstance(value, dict) else {}


def strings(value: object) -> List[str]:
    """The texts of a list; none where something else stands there."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
