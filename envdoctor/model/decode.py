"""The typed decoder: turns foreign JSON into the model's records, or says what is wrong and where.

The records' own annotations are the layout, so decoder and types cannot drift apart. Keys that are
not in the layout are passed over, and one that an older document lacks is unknown or its field's
default: keys may be added without a new version of the layout.
"""

from __future__ import annotations

from math import inf, isfinite
from typing import Any, Dict, Mapping, Optional, Tuple, Type, TypeVar, Union, get_type_hints

from envdoctor.model.read import READ, STATES, Read

R = TypeVar("R")

MAX_TEXT = 65_536
"""Longest string taken in, in characters."""
MAX_ITEMS = 20_000
"""Longest list taken in."""
NOT_SAID = "the document does not say"
"""Why a reading is unknown that the document has no key for."""


class Malformed(ValueError):
    """The document does not have the layout; `path` is where ("facts.gpus.value[0].name")."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def layout(kind: Any) -> Dict[str, Any]:
    """The fields of a record with their types.

    The records' modules do not load `typing` themselves, so their annotations find its names here.
    """
    return get_type_hints(kind, localns=_TYPING)


_TYPING = {"Mapping": Mapping, "Optional": Optional, "Tuple": Tuple, "Union": Union}


def decode(kind: Type[R], value: Any, path: str) -> R:
    """`value` as a record of type `kind`; raises `Malformed`."""
    decoded: R = _decode(kind, value, path)
    return decoded


def _decode(kind: Any, value: Any, path: str) -> Any:
    origin = getattr(kind, "__origin__", None)
    if origin is Read:
        return _read(kind.__args__[0], value, path)
    if origin is Union:
        return _optional(kind, value, path)
    if origin is tuple:
        return _tuple(kind.__args__, value, path)
    if hasattr(kind, "_fields"):
        return _record(kind, value, path)
    return _scalar(kind, value, path)


def _optional(kind: Any, value: Any, path: str) -> Any:
    if value is None:
        return None
    return _decode(next(arg for arg in kind.__args__ if arg is not type(None)), value, path)


def _tuple(arguments: Tuple[Any, ...], value: Any, path: str) -> Tuple[Any, ...]:
    if not isinstance(value, list):
        raise Malformed(path, "a list is wanted here")
    if len(value) > MAX_ITEMS:
        raise Malformed(path, f"more than {MAX_ITEMS} items")
    if arguments[-1] is Ellipsis:
        kinds = (arguments[0],) * len(value)
    elif len(arguments) == len(value):
        kinds = arguments
    else:
        raise Malformed(path, f"{len(arguments)} items are wanted here")
    return tuple(
        _decode(kind, item, f"{path}[{n}]") for n, (kind, item) in enumerate(zip(kinds, value))
    )


def _object(value: Any, path: str) -> Dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed(path, "an object is wanted here")
    return value


def _record(kind: Any, value: Any, path: str) -> Any:
    document = _object(value, path)
    fields = {}
    for name, field_kind in layout(kind).items():
        if name in document:
            fields[name] = _decode(field_kind, document[name], f"{path}.{name}")
        elif getattr(field_kind, "__origin__", None) is Read:
            fields[name] = Read.unknown(NOT_SAID)
        elif name not in kind._field_defaults:
            raise Malformed(path, f"the key {name!r} is missing")
    return kind(**fields)


def _read(kind: Any, value: Any, path: str) -> "Read[Any]":
    document = _object(value, path)
    state = document.get("state")
    if state not in STATES:
        raise Malformed(f"{path}.state", f"one of {', '.join(STATES)} is wanted here")
    source = _scalar(str, document.get("source", ""), f"{path}.source")
    if state != READ:
        return Read(state, None, source, _scalar(str, document.get("reason", ""), f"{path}.reason"))
    if document.get("value") is None:
        raise Malformed(f"{path}.value", "what was read has a value")
    return Read.of(_decode(kind, document["value"], f"{path}.value"), source)


def _scalar(kind: Any, value: Any, path: str) -> Any:
    if kind is float:
        value = _number(value, path)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Malformed(path, f"{_NAMES[kind]} is wanted here")
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise Malformed(path, f"longer than {MAX_TEXT} characters")
    return value


def _number(value: Any, path: str) -> Any:
    """Whole numbers are numbers too; JSON has no infinity, and Python's reader takes it all the same."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value) if abs(value) < _TOO_LARGE else inf
    if isinstance(value, float) and not isfinite(value):
        raise Malformed(path, "a finite number is wanted here")
    return value


_TOO_LARGE = 2**1000
_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
