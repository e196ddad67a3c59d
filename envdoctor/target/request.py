"""What the host asks of the recognizer's stages: one JSON line on standard input."""

from typing import Any, Dict, List, NamedTuple


class Request(NamedTuple):
    """All that the stages need to know; paths are absolute."""

    token: str
    video: str
    weights: str
    weights_sha256: str
    labels: List[str]
    golden: Dict[str, Any]
    """Results for the bundled clip; empty when the user's own clip is recognised."""
    segments: int
    short_side: int
    crop: int
    devices: List[str]
    """"cpu", "cuda" (all that torch sees) or "cuda:N"; empty for the CPU and every GPU."""
    finished: List[str]
    broken: List[str]
