"""The JSON form of the model's records: field names become keys, tuples become lists."""

from __future__ import annotations

from envdoctor.model.read import READ, Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def encode(value: Any) -> Any:
    """`value` as plain JSON types; `Read` becomes {state, value | reason, source}."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Read):
        return _encode_read(value)
    if isinstance(value, tuple):
        fields = getattr(value, "_fields", None)
        if fields is None:
            return [encode(item) for item in value]
        return {name: encode(item) for name, item in zip(fields, value)}
    if isinstance(value, dict):
        return {str(key): encode(item) for key, item in value.items()}
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _encode_read(read: "Read[Any]") -> "dict[str, Any]":
    document = {"state": read.state, "source": read.source}
    if read.state == READ:
        document["value"] = encode(read.value)
    else:
        document["reason"] = read.reason
    return document
