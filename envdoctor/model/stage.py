"""What one stage of `verify` came to."""

from __future__ import annotations

from typing import Mapping, Optional, Tuple

from envdoctor.model.finding import Fix
from envdoctor.model.private import Private
from envdoctor.record import NamedTuple


class StageResult(NamedTuple):
    """One measured step of the proof."""

    name: str
    """"decode.av", "forward.cpu", "golden.cuda:0" ..."""
    ok: bool
    skipped: bool
    reason: str
    """Why it was skipped or failed, an English template filled with `params`; "" when it is ok."""
    wall_seconds: Optional[float]
    measured: str
    expected: str
    tolerance: str
    reason_id: str = ""
    """Stable name of `reason`, independent of the language."""
    params: Mapping[str, str] = {}

    @property
    def failed(self) -> bool:
        """Whether it speaks against the environment; a skipped stage says nothing."""
        return not self.ok and not self.skipped


class Score(NamedTuple):
    """A label and its probability."""

    label: str
    score: float


class Top5(NamedTuple):
    """The best labels that one device found for the clip, best first."""

    device: str
    scores: Tuple[Score, ...]


class VerifyReport(NamedTuple):
    """The whole proof."""

    ok: bool
    """Whether no stage failed."""
    stages: Tuple[StageResult, ...]
    top5: Tuple[Top5, ...]
    """One for each device that came as far, the CPU first."""
    own_video: bool
    """Whether a clip of the user's own was recognised, for which no result is known."""
    fixes: Tuple[Fix, ...]
    """What to run where torch or every decoder is missing."""
    python: str
    """The interpreter that was tested; tokens stand for its private parts."""
    private: Private
    """Turns tokens back, for one's own terminal."""
