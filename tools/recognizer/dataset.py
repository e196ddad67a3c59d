"""Many clips from seeds, drawn by two processes, ready for the network."""

import multiprocessing
from typing import Iterable, List, NamedTuple, Tuple

import numpy as np
import torch

from envdoctor.target import resize, sampling
from tools.recognizer import clips
from tools.recognizer.actions import ACTIONS
from tools.recognizer.scene import Ranges

TRAIN, HELD_OUT, WIDER = 1, 2, 3
"""Streams of seeds; a clip of one stream never occurs in another."""
SEGMENTS = 8
TRAIN_FRAMES = 6
SHORT_SIDE, CROP = 92, 80


class Order(NamedTuple):
    """One clip to draw."""

    stream: int
    number: int
    crop: int

    @property
    def label(self) -> int:
        """The class index; numbers go round the classes."""
        return self.number % len(ACTIONS)

    @property
    def ranges(self) -> Ranges:
        """Only the third stream strays further than training does."""
        return Ranges(spread=1.25, occlusion=0.5) if self.stream == WIDER else Ranges()


def _seconds(order: Order) -> float:
    return float(np.random.default_rng((order.stream, order.number, 77)).uniform(1.6, 3.0))


def draw(order: Order) -> "np.ndarray[Tuple[int, ...], np.dtype[np.uint8]]":
    """Frames (6 or 8, crop, crop, 3) of one clip.

    A training clip holds only those six pictures; any other is rendered and encoded at its
    full frame rate and then decoded, sampled and resized as `verify` does it.
    """
    torch.set_num_threads(1)
    seconds, action = _seconds(order), ACTIONS[order.label]
    drawn = clips.draw((order.stream, order.number), action, seconds, order.ranges)
    if order.stream == TRAIN:
        frames = clips.sparse(drawn, seconds, TRAIN_FRAMES)
    else:
        decoded = clips.decode(clips.whole(drawn, seconds))
        frames = [decoded[index] for index in sampling.test_frames(len(decoded), SEGMENTS)]
    stacked = torch.from_numpy(np.stack(frames))
    cropped: "np.ndarray[Tuple[int, ...], np.dtype[np.uint8]]" = resize.resize_crop(
        torch, stacked, SHORT_SIDE, order.crop
    ).numpy()
    return cropped


def orders(stream: int, each: int, crop: int) -> List[Order]:
    """`each` clips of every class."""
    return [Order(stream, number, crop) for number in range(each * len(ACTIONS))]


def gather(wanted: Iterable[Order], processes: int) -> Tuple[torch.Tensor, torch.Tensor]:
    """Frames (clips, 6 or 8, crop, crop, 3) uint8 and labels (clips,), in the order asked for."""
    listed = list(wanted)
    count = TRAIN_FRAMES if listed[0].stream == TRAIN else SEGMENTS
    side = listed[0].crop
    frames = torch.empty((len(listed), count, side, side, 3), dtype=torch.uint8)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for place, picture in enumerate(pool.imap(draw, listed, chunksize=8)):
            frames[place] = torch.from_numpy(picture)
    return frames, torch.tensor([order.label for order in listed])
