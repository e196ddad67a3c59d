"""decord."""

import importlib
from typing import Any

from . import NO_FRAMES, Clip, Pick, Unreadable, verdict_of


def read(path: str, pick: Pick) -> Clip:
    """The picked frames; raises Unreadable, or whatever importing decord raises."""
    decord: Any = importlib.import_module("decord")

    try:
        reader = decord.VideoReader(path)
        total = len(reader)
        if not total:
            raise Unreadable(NO_FRAMES, "no frames")
        wanted = pick(total)
        batch = reader.get_batch(wanted).asnumpy()
    except (decord.DECORDError, RuntimeError, IndexError) as error:
        first = str(error).strip().splitlines()
        raise Unreadable(verdict_of(error), first[0] if first else "") from error
    return Clip(
        total,
        int(batch.shape[2]),
        int(batch.shape[1]),
        wanted,
        [frame.tobytes() for frame in batch],
    )
