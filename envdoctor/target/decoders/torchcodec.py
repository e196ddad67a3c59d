"""torchcodec; needs torch in the same process."""

import ctypes
import importlib
from typing import Any

from . import NO_FRAMES, Clip, Pick, Unreadable, verdict_of


def read(path: str, pick: Pick) -> Clip:
    """The picked frames; raises Unreadable, or whatever importing torchcodec raises."""
    decoders: Any = importlib.import_module("torchcodec.decoders")

    try:
        decoder = decoders.VideoDecoder(path, dimension_order="NHWC", num_ffmpeg_threads=0)
        total = len(decoder)
        if not total:
            raise Unreadable(NO_FRAMES, "no frames")
        wanted = pick(total)
        batch = decoder.get_frames_at(indices=wanted).data.contiguous()
    except (RuntimeError, ValueError, IndexError) as error:
        first = str(error).strip().splitlines()
        raise Unreadable(verdict_of(error), first[0] if first else "") from error
    height, width = int(batch.shape[1]), int(batch.shape[2])
    size = height * width * 3
    # Straight from memory: `.numpy()` would need a NumPy that fits this torch.
    frames = [
        ctypes.string_at(batch.data_ptr() + place * size, size) for place in range(len(wanted))
    ]
    return Clip(total, width, height, wanted, frames)
