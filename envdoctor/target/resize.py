"""Resize and centre crop, with the arithmetic of OpenCV's INTER_LINEAR on 8-bit pictures.

MMAction2 resizes by OpenCV; the same fixed-point steps give the same pixels without it.
"""

import math
import struct
from typing import Any, List, NamedTuple, Tuple

COEFFICIENT = 2048
"""OpenCV's scale of an interpolation weight (11 bits)."""


class Taps(NamedTuple):
    """For each output place the two source places and their weights, out of 2048."""

    first: List[int]
    second: List[int]
    first_weight: List[int]
    second_weight: List[int]


def short_side_size(width: int, height: int, short: int) -> Tuple[int, int]:
    """(width, height) after MMAction2's `Resize(scale=(-1, short))`."""
    factor = short / float(min(width, height))
    return int(width * factor + 0.5), int(height * factor + 0.5)


def crop_offset(length: int, crop: int) -> int:
    """Where MMAction2's `CenterCrop` starts along one side; raises ValueError if it can't fit."""
    if crop > length:
        raise ValueError(f"cannot crop {crop} out of {length} pixels")
    return (length - crop) // 2


def _single(value: float) -> float:
    """`value` rounded to single precision, in which OpenCV computes the weights."""
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def taps(source: int, target: int, start: int, count: int) -> Taps:
    """The taps of output places `start` to `start + count` of a side resized source -> target."""
    out = Taps([], [], [], [])
    scale = 1.0 / (target / float(source))
    for place in range(start, start + count):
        position = _single((place + 0.5) * scale - 0.5)
        index = math.floor(position)
        part = _single(position - index)
        if index < 0:
            index, part = 0, 0.0
        if index >= source - 1:
            index, part = source - 1, 0.0
        out.first.append(index)
        out.second.append(min(index + 1, source - 1))
        out.first_weight.append(round(_single(1.0 - part) * COEFFICIENT))
        out.second_weight.append(round(part * COEFFICIENT))
    return out


def resize_crop(torch: Any, frames: Any, short: int, crop: int) -> Any:
    """Frames (N, H, W, 3) uint8 to (N, crop, crop, 3) uint8.

    The short side becomes `short`, then the middle `crop` x `crop` is kept; only what is kept
    is computed. `torch` is the target's own module.
    """
    height, width = int(frames.shape[1]), int(frames.shape[2])
    new_width, new_height = short_side_size(width, height, short)
    columns = taps(width, new_width, crop_offset(new_width, crop), crop)
    rows = taps(height, new_height, crop_offset(new_height, crop), crop)
    top = _across(torch, frames[:, torch.tensor(rows.first)], columns)
    bottom = _across(torch, frames[:, torch.tensor(rows.second)], columns)
    top_weight = torch.tensor(rows.first_weight, dtype=torch.int32).view(1, -1, 1, 1)
    bottom_weight = torch.tensor(rows.second_weight, dtype=torch.int32).view(1, -1, 1, 1)
    # Two products shortened by 4 and 16 bits before they are added, as OpenCV's integers are.
    total = ((top >> 4) * top_weight >> 16) + ((bottom >> 4) * bottom_weight >> 16)
    return ((total + 2) >> 2).to(torch.uint8)


def _across(torch: Any, frames: Any, columns: Taps) -> Any:
    """The horizontal half: (N, rows, W, 3) uint8 to (N, rows, crop, 3) int32, times 2048."""
    left = frames[:, :, torch.tensor(columns.first)].to(torch.int32)
    right = frames[:, :, torch.tensor(columns.second)].to(torch.int32)
    left_weight = torch.tensor(columns.first_weight, dtype=torch.int32).view(1, 1, -1, 1)
    right_weight = torch.tensor(columns.second_weight, dtype=torch.int32).view(1, 1, -1, 1)
    return left * left_weight + right * right_weight
