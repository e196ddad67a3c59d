"""Recorded machines for tests: a healthy one, and overlays that change single facts of it."""

import copy
import json
import os
from typing import Any, Dict

from envdoctor.model.decode import decode
from envdoctor.model.facts import Facts

CASES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cases")


_UNREAD = {"state": "unknown", "source": "test", "reason": ""}


def healthy() -> Dict[str, Any]:
    """The JSON facts of a healthy machine: an RTX 3090 with torch 2.1.2+cu121 and the whole stack."""
    with open(os.path.join(CASES, "healthy_rtx3090.json"), encoding="utf-8") as file:
        document: Dict[str, Any] = json.load(file)
    return document


def machine(overlay: Dict[str, Any]) -> Facts:
    """The healthy machine with some facts changed.

    A value under a reading's name replaces keys of what was read; `null` makes it absent; a list or
    text replaces it whole. A list of objects takes the missing keys from the healthy machine's first.
    """
    document = copy.deepcopy(healthy())
    for name, change in overlay.items():
        document[name] = _changed(document.get(name, _UNREAD), change)
    return decode(Facts, document, "facts")


def _changed(old: Any, change: Any) -> Any:
    if not isinstance(old, dict) or "state" not in old:
        return change
    if change is None:
        return {"state": "absent", "source": old["source"], "reason": ""}
    if isinstance(change, dict) and "state" in change:
        return {"source": old["source"], **change}
    return {"state": "read", "source": old["source"], "value": _merged(old.get("value"), change)}


def _merged(old: Any, change: Any) -> Any:
    if isinstance(change, dict):
        return {
            **(old or {}),
            **{key: _merged((old or {}).get(key), item) for key, item in change.items()},
        }
    if isinstance(change, list) and change and isinstance(change[0], dict):
        first = old[0] if isinstance(old, list) and old else {}
        return [_merged(first, item) for item in change]
    return change
