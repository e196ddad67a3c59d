"""One module for each library that reads video; each imports its library only when asked to read."""

from typing import Any, Callable, Dict, List, NamedTuple, Optional

NO_STREAM = "no_stream"
NO_FRAMES = "no_frames"
TRUNCATED = "truncated"
NOT_A_VIDEO = "not_a_video"
VERDICTS = (NO_STREAM, TRUNCATED, NO_FRAMES, NOT_A_VIDEO)
"""What a decoder can say of a file it cannot read, the most telling first."""

Pick = Callable[[int], List[int]]
"""From the number of frames to the indices that are wanted, ascending."""


class Clip(NamedTuple):
    """What one decoder read: `frames` holds the wanted frames as packed RGB bytes."""

    total: int
    width: int
    height: int
    indices: List[int]
    frames: List[bytes]


class Unreadable(Exception):
    """The decoder works, but this file gives it no video; `verdict` is one of VERDICTS."""

    def __init__(self, verdict: str, detail: str) -> None:
        super().__init__(detail)
        self.verdict = verdict


class Decoder(NamedTuple):
    """A decoder by name: what is imported, and the function that reads with it."""

    name: str
    module: str
    read: Callable[[str, Pick], Clip]


def known() -> List[Decoder]:
    """All decoders, in the order in which the recognizer prefers them."""
    from . import av, decord, opencv, torchcodec

    return [
        Decoder("av", "av", av.read),
        Decoder("decord", "decord", decord.read),
        Decoder("opencv", "cv2", opencv.read),
        Decoder("torchcodec", "torchcodec", torchcodec.read),
    ]


def collect(
    got: Dict[int, bytes], wanted: List[int], total: int, last: Optional[bytes]
) -> List[bytes]:
    """The wanted frames in order.

    A frame or two that the container promised and did not hold are replaced by the last one,
    as MMAction2 does. More missing raises Unreadable.
    """
    missing = [index for index in wanted if index not in got]
    if not got and last is None:
        raise Unreadable(NO_FRAMES, "no frame could be decoded")
    if missing and (last is None or total - missing[0] > max(2, total // 20)):
        raise Unreadable(TRUNCATED, f"frame {missing[0]} of {total} is not there")
    return [got.get(index, last or b"") for index in wanted]


def verdict_of(error: Any) -> str:
    """What the text of a library's error says of the file."""
    text = str(error).lower()
    if "video stream" in text or "no valid stream" in text:
        return NO_STREAM
    if "moov atom not found" in text or "truncat" in text or "end of file" in text:
        return TRUNCATED
    return NOT_A_VIDEO
