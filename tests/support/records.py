"""Strategies that make the model's records from their own annotations."""

from typing import Any, Union

from hypothesis import strategies as st

from envdoctor.model.decode import layout
from envdoctor.model.facts import Facts
from envdoctor.model.read import ABSENT, UNKNOWN, UNREADABLE, Read

_TEXT = st.text(max_size=3)
_SCALARS = {
    str: _TEXT,
    bool: st.booleans(),
    int: st.integers(0, 2**63),
    float: st.floats(0, 1e300),
}


def values(kind: Any) -> "st.SearchStrategy[Any]":
    """Everything that an annotation of the model allows."""
    origin = getattr(kind, "__origin__", None)
    if origin is Read:
        return reads(kind.__args__[0])
    if origin is Union:
        inner = next(arg for arg in kind.__args__ if arg is not type(None))
        return st.none() | values(inner)
    if origin is tuple and kind.__args__[-1] is Ellipsis:
        return st.lists(values(kind.__args__[0]), max_size=1).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, kind.__args__))
    if hasattr(kind, "_fields"):
        return st.builds(kind, **{n: values(k) for n, k in layout(kind).items()})
    return _SCALARS[kind]


def reads(kind: Any) -> "st.SearchStrategy[Any]":
    """Readings of a kind, in every state."""
    missing = st.sampled_from((ABSENT, UNKNOWN, UNREADABLE))
    return st.builds(Read.of, values(kind), _TEXT) | st.builds(
        lambda state, source, reason: Read(state, None, source, reason), missing, _TEXT, _TEXT
    )


def facts() -> "st.SearchStrategy[Facts]":
    """Machines nobody has ever seen, in the layout all the same."""
    return values(Facts)
