"""What one stage of `verify` came to."""

from typing import NamedTuple, Optional


class StageResult(NamedTuple):
    """One measured step of the proof."""

    name: str
    """"decode.av", "forward.cpu", "golden.cuda:0" ..."""
    ok: bool
    skipped: bool
    reason: str
    """Why it was skipped or failed; "" when it is ok."""
    wall_seconds: Optional[float]
    measured: str
    expected: str
    tolerance: str


class Score(NamedTuple):
    """A label and its probability."""

    label: str
    score: float
