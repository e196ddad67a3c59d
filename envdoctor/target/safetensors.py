"""Reads a safetensors file without the library, without NumPy, from torch 1.8 on."""

import json
import os
import struct
from typing import Any, Dict, List, NamedTuple, Tuple

LARGEST_FILE = 512 * 1024 * 1024
LARGEST_HEADER = 4 * 1024 * 1024
LENGTH_BYTES = 8
MOST_SIDES = 8
ITEM_BYTES = {
    "F64": 8,
    "F32": 4,
    "F16": 2,
    "I64": 8,
    "I32": 4,
    "I16": 2,
    "I8": 1,
    "U8": 1,
    "BOOL": 1,
}
_STORAGES = {
    "F64": "DoubleStorage",
    "F32": "FloatStorage",
    "F16": "HalfStorage",
    "I64": "LongStorage",
}
_DTYPES = {"F64": "float64", "F32": "float32", "F16": "float16", "I64": "int64"}


class BadFile(ValueError):
    """The file is no valid safetensors file; the message says in what way."""


class Entry(NamedTuple):
    """Where one tensor lies in the data behind the header, in bytes."""

    dtype: str
    shape: Tuple[int, ...]
    start: int
    end: int


def _pairs(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadFile("a name stands twice in the header")
    return found


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**40


def _entry(name: str, value: Any) -> Entry:
    if not isinstance(value, dict) or set(value) != {"dtype", "shape", "data_offsets"}:
        raise BadFile(f"tensor {name!r} is not described by dtype, shape and offsets")
    dtype, shape, offsets = value["dtype"], value["shape"], value["data_offsets"]
    if dtype not in ITEM_BYTES:
        raise BadFile(f"tensor {name!r} has the unknown type {dtype!r}")
    if (
        not isinstance(shape, list)
        or len(shape) > MOST_SIDES
        or not all(_whole(side) for side in shape)
    ):
        raise BadFile(f"tensor {name!r} has no valid shape")
    if not isinstance(offsets, list) or [_whole(place) for place in offsets] != [True, True]:
        raise BadFile(f"tensor {name!r} has no valid offsets")
    size = ITEM_BYTES[dtype]
    for side in shape:
        size *= side
    if offsets[1] - offsets[0] != size:
        raise BadFile(f"tensor {name!r} has {offsets[1] - offsets[0]} bytes for {size}")
    return Entry(dtype, tuple(shape), offsets[0], offsets[1])


def parse_header(text: bytes, data_bytes: int) -> Dict[str, Entry]:
    """Tensors by name; together they must cover the `data_bytes` of data without gap or overlap.

    Raises BadFile.
    """
    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=_pairs)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadFile(f"the header is no JSON: {error}") from error
    if not isinstance(header, dict):
        raise BadFile("the header is no table of tensors")
    entries = {
        name: _entry(name, value) for name, value in header.items() if name != "__metadata__"
    }
    place = 0
    for name, entry in sorted(entries.items(), key=lambda item: (item[1].start, item[1].end)):
        if entry.start != place:
            raise BadFile(f"tensor {name!r} does not begin where the one before ends")
        place = entry.end
    if place != data_bytes:
        raise BadFile(f"{data_bytes} bytes of data, {place} described")
    return entries


def read(path: str) -> Tuple[Dict[str, Entry], bytes]:
    """The entries of a file and the data they point into; raises BadFile or OSError."""
    size = os.path.getsize(path)
    if not LENGTH_BYTES <= size <= LARGEST_FILE:
        raise BadFile(f"{size} bytes are too few or too many")
    with open(path, "rb") as file:
        length = int(struct.unpack("<Q", file.read(LENGTH_BYTES))[0])
        if length > min(LARGEST_HEADER, size - LENGTH_BYTES):
            raise BadFile("the header is longer than it may be")
        text = file.read(length)
        data = file.read(size - LENGTH_BYTES - length + 1)
    return parse_header(text, len(data)), data


def load(torch: Any, path: str) -> Dict[str, Any]:
    """A state dict of CPU tensors; raises BadFile or OSError."""
    entries, data = read(path)
    return {name: _tensor(torch, name, entry, data) for name, entry in entries.items()}


def _tensor(torch: Any, name: str, entry: Entry, data: bytes) -> Any:
    if entry.dtype not in _DTYPES:
        raise BadFile(f"tensor {name!r} has the type {entry.dtype}, which no recognizer uses")
    part = bytearray(data[entry.start : entry.end])
    if hasattr(torch, "frombuffer"):
        flat = torch.frombuffer(part, dtype=getattr(torch, _DTYPES[entry.dtype]))
    else:  # before torch 1.10
        storage = getattr(torch, _STORAGES[entry.dtype]).from_buffer(part, byte_order="little")
        flat = torch.tensor([], dtype=getattr(torch, _DTYPES[entry.dtype])).set_(storage)
    return flat.reshape(entry.shape)
