"""PyAV."""

import importlib
from typing import Any, Dict, List

from . import NO_STREAM, Clip, Pick, Unreadable, collect, verdict_of

FAR = 250
"""From this many frames on, seeking costs less than decoding what lies between."""


def read(path: str, pick: Pick) -> Clip:
    """The picked frames; raises Unreadable, or whatever importing PyAV raises."""
    av: Any = importlib.import_module("av")

    failures = getattr(av, "FFmpegError", None) or av.AVError
    try:
        with av.open(path) as container:
            if not container.streams.video:
                raise Unreadable(NO_STREAM, "no video stream")
            return _read(container, pick)
    except failures as error:
        raise Unreadable(verdict_of(error), str(error)) from error


def _total(container: Any, stream: Any) -> int:
    """The number of frames: as the container says, else from its duration, else by counting."""
    if stream.frames:
        return int(stream.frames)
    if stream.average_rate and container.duration:
        return max(1, round(float(container.duration / 1000000.0 * stream.average_rate)))
    count = sum(1 for packet in container.demux(stream) if packet.size)
    container.seek(0)
    return count


def _read(container: Any, pick: Pick) -> Clip:
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    total = _total(container, stream)
    wanted = pick(max(total, 1))
    got: Dict[int, bytes] = {}
    last: Any = None
    for index, frame in _frames(container, stream, wanted):
        last = frame
        if index in wanted:
            got[index] = _rgb(frame)
        if index >= wanted[-1]:
            break
    frames = collect(got, wanted, total, None if last is None else _rgb(last))
    height, width = last.height, last.width
    return Clip(total, width, height, wanted, frames)


def _frames(container: Any, stream: Any, wanted: List[int]) -> Any:
    """Pairs of index and frame, one after the other, leaping where the next wanted one is far."""
    rate, base = stream.average_rate, stream.time_base
    if not rate or not base or wanted[-1] < FAR:
        yield from enumerate(container.decode(stream))
        return
    start = stream.start_time or 0
    for index in sorted(set(wanted)):
        place = start + round(float(index / rate / base))
        container.seek(place, stream=stream)
        half = int(float(1 / rate / base) / 2)
        for frame in container.decode(stream):
            if frame.pts is not None and frame.pts >= place - half:
                yield index, frame
                break


def _rgb(frame: Any) -> bytes:
    """Packed RGB; lines in memory may be longer than the picture is wide."""
    plane = frame.reformat(format="rgb24").planes[0]
    data, line, width = memoryview(plane), plane.line_size, frame.width * 3
    if line == width:
        return bytes(data)[: width * frame.height]
    return b"".join(bytes(data[row * line : row * line + width]) for row in range(frame.height))
