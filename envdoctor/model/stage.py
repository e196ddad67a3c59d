"""What one stage of `verify` came to."""

from typing import Mapping, NamedTuple, Optional, Tuple


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
