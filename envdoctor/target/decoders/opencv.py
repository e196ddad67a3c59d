"""OpenCV."""

import importlib
from typing import Any, Dict, Optional

from . import NO_FRAMES, NOT_A_VIDEO, Clip, Pick, Unreadable, collect

FAR = 250
"""From this many frames on, seeking costs less than decoding what lies between."""


def read(path: str, pick: Pick) -> Clip:
    """The picked frames; raises Unreadable, or whatever importing cv2 raises."""
    cv2: Any = importlib.import_module("cv2")

    capture = cv2.VideoCapture(path)
    try:
        if not capture.isOpened():
            raise Unreadable(NOT_A_VIDEO, "OpenCV cannot open it")
        return _read(cv2, capture, pick)
    finally:
        capture.release()


def _read(cv2: Any, capture: Any, pick: Pick) -> Clip:
    total = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    if total < 1:
        total = _count(capture)
        capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
    if total < 1:
        raise Unreadable(NO_FRAMES, "no frame could be decoded")
    wanted = pick(total)
    got: Dict[int, bytes] = {}
    last: Optional[bytes] = None
    width = height = place = 0
    for index in sorted(set(wanted)):
        if index - place > FAR:
            capture.set(cv2.CAP_PROP_POS_FRAMES, index)
            place = index
        while place < index and capture.grab():
            place += 1
        there, picture = capture.read()
        if not there:
            break
        place += 1
        height, width = int(picture.shape[0]), int(picture.shape[1])
        last = got[index] = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).tobytes()
    return Clip(total, width, height, wanted, collect(got, wanted, total, last))


def _count(capture: Any) -> int:
    count = 0
    while capture.grab():
        count += 1
    return count
