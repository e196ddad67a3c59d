"""What is to be proven, and where."""

from __future__ import annotations

from typing import NamedTuple, Tuple

TIME_LIMIT_SECONDS = 300.0


class VerifyRequest(NamedTuple):
    """One run of the bundled recognizer."""

    python: str
    """The interpreter to test: a path, absolute or relative to the working folder."""
    video: str = ""
    """A clip of the user's own; "" for the bundled one, whose results are known."""
    devices: Tuple[str, ...] = ()
    """"cpu", "cuda" or "cuda:N"; empty for the CPU and every GPU that torch sees."""
    time_limit_seconds: float = TIME_LIMIT_SECONDS
    """For all of it; a single stage gets a third, so that a hang leaves time for the rest."""
