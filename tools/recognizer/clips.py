"""Clips as files: drawn from a seed, encoded as H.264, decoded again."""

import io
from typing import Any, List, NamedTuple, Optional, Tuple

import av
import numpy as np

from tools.recognizer.actions import ACTIONS, Action
from tools.recognizer.paint import Frame, Painter
from tools.recognizer.scene import Ranges, Scene, draw_scene


class Encoding(NamedTuple):
    """How a clip is compressed."""

    frames_per_second: int
    crf: int
    preset: str = "veryfast"


class Drawn(NamedTuple):
    """A clip before it is compressed."""

    scene: Scene
    painter: Painter
    encoding: Encoding


def draw(
    seed: Tuple[int, int],
    action: Action,
    seconds: float,
    ranges: Ranges,
    fixed_size: Optional[Tuple[int, int]] = None,
) -> Drawn:
    """The clip that belongs to a seed (stream, number); (height, width) is drawn if not fixed."""
    rng = np.random.default_rng((*seed, ACTIONS.index(action)))
    short = 2 * int(rng.integers(46, 86))
    aspect = float(rng.choice([1.0, 4 / 3, 4 / 3, 16 / 9]))
    size = (short, 2 * round(short * aspect / 2))
    if rng.random() < 0.12:
        size = (size[1], size[0])
    size = fixed_size or size
    backdrop = rng.uniform(25.0, 235.0, 3)
    colour = (float(backdrop[0]), float(backdrop[1]), float(backdrop[2]))
    scene = draw_scene(rng, action, size, seconds, ranges, colour)
    crf = int(rng.integers(20, 34 + round(8 * (ranges.spread - 1.0))))
    return Drawn(scene, Painter(scene, colour), Encoding(25, crf))


def encode(frames: List[Frame], encoding: Encoding) -> bytes:
    """An MP4 file (H.264, yuv420p, one thread so that equal input gives equal bytes)."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=encoding.frames_per_second)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.options = {
            "crf": str(encoding.crf),
            "preset": encoding.preset,
            "threads": "1",
            # x264's AVX-512 code gives other bits about once in fifty clips of the same frames.
            "x264-params": "asm=0",
        }
        for frame in frames:
            for packet in stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return target.getvalue()


def decode(data: bytes) -> List[Frame]:
    """All frames of a video file, (height, width, 3) uint8 RGB each."""
    source: Any = av.open(io.BytesIO(data))
    with source as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def sparse(drawn: Drawn, seconds: float, frames: int) -> List[Frame]:
    """`frames` pictures spread evenly over the clip, through the codec."""
    times = (np.arange(frames) + 0.5) * seconds / frames
    pictures = [drawn.painter.frame(float(time)) for time in times]
    return decode(encode(pictures, drawn.encoding))


def whole(drawn: Drawn, seconds: float) -> bytes:
    """The clip at its full frame rate, as a file."""
    rate = drawn.encoding.frames_per_second
    return encode(
        [drawn.painter.frame(i / rate) for i in range(round(seconds * rate))], drawn.encoding
    )
