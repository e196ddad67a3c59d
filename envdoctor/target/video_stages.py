"""Stages from a file to the network's input: decode, sample, resize and crop."""

import importlib
import importlib.util
from typing import Any, List, NamedTuple, Optional

from . import blocks, resize, sampling
from .decoders import VERDICTS, Clip, Decoder, Unreadable, known
from .protocol import Done, Fail, Measured, Skip, Stages, one_line
from .request import Request


class Input(NamedTuple):
    """What the network gets: frames (N, crop, crop, 3) uint8."""

    frames: Any
    exact: bool
    """Whether they are the golden ones, bit for bit."""


class VideoStages:
    """`verdicts` gathers what the decoders say of a file they cannot read."""

    def __init__(self, stages: Stages, request: Request) -> None:
        self._stages = stages
        self._request = request
        self._golden = request.golden
        self.verdicts: List[str] = []
        self.passed: List[str] = []

    def run(self) -> None:
        """Decode with every decoder, then sample and resize with the first that works."""
        torch = self._stages.value("import.torch")
        for decoder in known():
            name = "decode." + decoder.name
            self._stages.run(name, lambda: self._decode(decoder, torch))  # noqa: B023 - runs at once
            if self._stages.value(name) is not None:
                self.passed.append(name)
        self._stages.run("sample", self._sample)
        self._stages.run("resize_crop", self._resize, needs=("import.torch", "sample"))

    def _pick(self, total: int) -> List[int]:
        return sampling.test_frames(total, self._request.segments)

    def _decode(self, decoder: Decoder, torch: Optional[Any]) -> Done:
        if importlib.util.find_spec(decoder.module) is None:
            raise Skip("not_installed", name=decoder.name)
        if decoder.name == "torchcodec" and torch is None:
            raise Skip("needs", stage="import.torch")
        _import(decoder)
        try:
            clip = decoder.read(self._request.video, self._pick)
        except Unreadable as error:
            self.verdicts.append(error.verdict)
            raise Fail("cannot_decode", error=one_line(str(error))) from error
        return self._judge(clip)

    def _judge(self, clip: Clip) -> Done:
        shape = f"{clip.total} frames of {clip.width}x{clip.height}"
        if not self._golden:
            return Done(clip, Measured(shape))
        golden = self._golden["clip"]
        expected = "{} frames of {}x{}".format(golden["frames"], golden["width"], golden["height"])
        sums = [blocks.checksum(frame) for frame in clip.frames]
        equal = sum(one == other for one, other in zip(sums, golden["crc32"]))
        tolerance = self._golden["tolerance"]["block_levels"]
        text = f"{shape}, {equal} of {len(sums)} bit-identical"
        seen = Measured(text, expected, f"{tolerance:g} levels a block")
        if shape != expected:
            raise Fail("wrong_frames", seen)
        off = 0.0
        if equal < len(sums):
            off = max(
                blocks.furthest(blocks.block_means(frame, clip.width, clip.height), means)
                for frame, means in zip(clip.frames, golden["blocks"])
            )
            seen = seen._replace(measured=f"{text}, off by {off:.1f} levels")
        if off > tolerance:
            raise Fail("wrong_pixels", seen)
        return Done(clip, seen)

    def _sample(self) -> Done:
        if not self.passed:
            raise Fail("no_decoder" if not self._failed() else "no_frames_decoded")
        name = self.passed[0]
        clip = self._stages.value(name)
        indices = ", ".join(map(str, clip.indices))
        measured = "{} of {} ({})".format(indices, clip.total, name.split(".")[1])
        if not self._golden:
            return Done(clip, Measured(measured))
        expected = ", ".join(map(str, self._golden["clip"]["indices"]))
        seen = Measured(measured, expected, "0")
        if indices != expected:
            raise Fail("wrong_indices", seen)
        return Done(clip, seen)

    def _failed(self) -> bool:
        """Whether any decoder is there at all, though none of them read the clip."""
        names = ["decode." + decoder.name for decoder in known()]
        return any(
            self._stages.reason(name) not in ("not_installed", "needs", "no_ffmpeg")
            for name in names
        )

    def worst_verdict(self) -> str:
        """What the file is, when every decoder that works could not read it; else ""."""
        if self.passed or not self.verdicts:
            return ""
        return min(self.verdicts, key=VERDICTS.index)

    def _resize(self, torch: Any, clip: Clip) -> Done:
        size = self._request.crop
        frames = pixels(torch, b"".join(clip.frames)).view(
            len(clip.frames), clip.height, clip.width, 3
        )
        cropped = resize.resize_crop(torch, frames, self._request.short_side, size)
        shape = "x".join(map(str, cropped.shape))
        if not self._golden:
            return Done(Input(cropped, exact=False), Measured(shape))
        golden = self._golden["input"]
        data = bytes(bytearray(cropped.reshape(-1).tolist()))
        step = len(data) // len(clip.frames)
        off = max(
            blocks.furthest(
                blocks.block_means(data[place * step : (place + 1) * step], size, size), means
            )
            for place, means in enumerate(golden["blocks"])
        )
        same = blocks.checksum(data) == golden["crc32"]
        tolerance = self._golden["tolerance"]["block_levels"]
        text = "{}, {}".format(shape, "bit-identical" if same else f"off by {off:.1f} levels")
        seen = Measured(text, golden["shape"], f"{tolerance:g} levels a block")
        if shape != golden["shape"] or off > tolerance:
            raise Fail("wrong_pixels", seen)
        return Done(Input(cropped, same), seen)


def _import(decoder: Decoder) -> None:
    """Imports the library, so that a broken one is not taken for a broken clip."""
    try:
        importlib.import_module(decoder.module)
    except Exception as error:
        if decoder.name == "torchcodec" and "Could not load libtorchcodec" in str(error):
            # It brings no FFmpeg of its own: without one it is there in name only.
            raise Skip("no_ffmpeg", name=decoder.name) from error
        said = one_line(f"{type(error).__name__}: {error}")
        raise Fail("import_failed", name=decoder.name, error=said) from error


def pixels(torch: Any, data: bytes) -> Any:
    """The bytes as a flat uint8 tensor, without NumPy."""
    if hasattr(torch, "frombuffer"):
        return torch.frombuffer(bytearray(data), dtype=torch.uint8)
    return torch.ByteTensor(torch.ByteStorage.from_buffer(data, byte_order="little"))
