"""How looking for something ends when there is nothing to hand over."""

from __future__ import annotations

from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Union

    Failure = Union[OSError, ValueError]
    """What reading a path raises; `ValueError` for a path that no system can hold (a NUL in it)."""

NOT_RUNNING = "not a running machine"
"""Why a folder or an image says nothing of kernel, memory, processors and drivers."""


def failed(error: Failure, source: str) -> Read[Any]:
    """*absent* when nothing is there, *unreadable* with the system's own words otherwise."""
    reason = getattr(error, "strerror", None) or str(error)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Read.absent(source, reason)
    return Read.unreadable(source, reason)


def not_running(source: str = "") -> Read[Any]:
    """The answer of a folder root to a question about a running kernel."""
    return Read.unknown(NOT_RUNNING, source)
