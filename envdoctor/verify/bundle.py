"""The recognizer that is shipped: clip, weights, labels, golden results."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, NamedTuple, Tuple

FOLDER = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "assets", "recognizer"
)


class Bundle(NamedTuple):
    """Absolute paths, and what belongs to them."""

    clip: str
    weights: str
    labels: Tuple[str, ...]
    golden: Dict[str, Any]
    """golden.json as it stands; MODEL_CARD.md says how it was made."""


def bundle() -> Bundle:
    """What lies in the package; raises OSError when the installation is incomplete."""
    with open(os.path.join(FOLDER, "labels.txt"), encoding="utf-8") as file:
        labels = tuple(line.strip() for line in file if line.strip())
    with open(os.path.join(FOLDER, "golden.json"), encoding="utf-8") as file:
        golden = json.load(file)
    return Bundle(
        clip=os.path.join(FOLDER, "demo.mp4"),
        weights=os.path.join(FOLDER, "tsn_r18s2.safetensors"),
        labels=labels,
        golden=golden,
    )
