"""Renders the bundled clip and writes what `verify` must find on it.

    python -m tools.recognizer.demo --weights FILE --out envdoctor/assets/recognizer

Needs torch, numpy and av. Of many rendered clips it takes the one on which the five best labels
lie furthest apart, so that their order does not hang on rounding.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Dict, List

import av
import numpy as np
import torch

from envdoctor.target import blocks, resize, safetensors, sampling, tsn
from envdoctor.target.decoders import Clip
from envdoctor.target.decoders import av as pyav
from tools.recognizer import clips, dataset
from tools.recognizer.actions import ACTIONS, BY_LABEL
from tools.recognizer.scene import Ranges

DEMO = 4
"""The stream of seeds of these clips; no other set uses it."""
CANDIDATES = 48
SECONDS = 3.0
SIZE = (240, 320)
LABEL = "arm wrestling"
TOLERANCE = {
    "block_levels": 1.0,
    "logits_cpu": 1e-3,
    "scores_cpu": 1e-4,
    "logits_inexact": 0.02,
    "scores_inexact": 1e-3,
    "logits_cuda": 0.02,
    "scores_cuda": 1e-3,
}


def _pick(total: int) -> List[int]:
    return sampling.test_frames(total, dataset.SEGMENTS)


def _input(frames: "np.ndarray[Any, np.dtype[np.uint8]]") -> torch.Tensor:
    """Frames (8, H, W, 3) to the network's uint8 input."""
    cropped: torch.Tensor = resize.resize_crop(
        torch, torch.from_numpy(frames), dataset.SHORT_SIDE, dataset.CROP
    )
    return cropped


def _logits(model: torch.nn.Module, cropped: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = model(tsn.normalise(cropped), dataset.SEGMENTS)[0]
    return found


def _draw(number: int) -> clips.Drawn:
    action = BY_LABEL[LABEL]
    return clips.draw((DEMO, number), action, SECONDS, Ranges(occlusion=0.0), fixed_size=SIZE)


def _spread(model: torch.nn.Module, number: int) -> float:
    """The smallest gap between neighbours of the six best scores; negative if the label is wrong."""
    rate = clips.Encoding(25, 23).frames_per_second
    painter = _draw(number).painter
    frames = np.stack([painter.frame(index / rate) for index in _pick(round(SECONDS * rate))])
    scores = torch.softmax(_logits(model, _input(frames)), dim=0)
    if ACTIONS[int(scores.argmax())].label != LABEL:
        return -1.0
    best = scores.sort(descending=True).values[:6]
    return float((best[:-1] - best[1:]).min())


def _golden(clip: Clip, cropped: torch.Tensor, logits: torch.Tensor, rate: int) -> Dict[str, Any]:
    scores = torch.softmax(logits.double(), dim=0)
    order = scores.sort(descending=True).indices[:5].tolist()
    pictures = [bytes(picture.numpy().tobytes()) for picture in cropped]
    return {
        "clip": {
            "frames": clip.total,
            "width": clip.width,
            "height": clip.height,
            "frames_per_second": rate,
            "indices": clip.indices,
            "crc32": [blocks.checksum(frame) for frame in clip.frames],
            "blocks": [blocks.block_means(frame, clip.width, clip.height) for frame in clip.frames],
        },
        "input": {
            "shape": "x".join(map(str, cropped.shape)),
            "crc32": blocks.checksum(b"".join(pictures)),
            "blocks": [
                blocks.block_means(picture, dataset.CROP, dataset.CROP) for picture in pictures
            ],
        },
        "logits": [round(value, 6) for value in logits.tolist()],
        "scores": [round(value, 8) for value in scores.tolist()],
        "top5": [ACTIONS[index].label for index in order],
        "tolerance": TOLERANCE,
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(2)
    model = tsn.build(len(ACTIONS))
    model.load_state_dict(safetensors.load(torch, str(options.weights)))
    model.eval()
    spreads = [_spread(model, number) for number in range(CANDIDATES)]
    number = int(np.argmax(spreads))
    print(f"clip {number} of {CANDIDATES}, gap {spreads[number]:.4f}")
    encoding = clips.Encoding(25, 23, "slow")
    options.out.mkdir(parents=True, exist_ok=True)
    target, weights = options.out / "demo.mp4", options.out / "tsn_r18s2.safetensors"
    target.write_bytes(clips.whole(_draw(number)._replace(encoding=encoding), SECONDS))
    if options.weights.resolve() != weights.resolve():
        shutil.copyfile(options.weights, weights)
    clip = pyav.read(str(target), _pick)
    shape = (len(clip.frames), clip.height, clip.width, 3)
    cropped = _input(np.frombuffer(b"".join(clip.frames), np.uint8).reshape(shape).copy())
    golden = {
        "made_with": {"torch": torch.__version__, "av": av.__version__, "clip_number": number},
        "weights_sha256": _sha256(weights),
        "clip_sha256": _sha256(target),
        **_golden(clip, cropped, _logits(model, cropped), encoding.frames_per_second),
    }
    (options.out / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")
    (options.out / "labels.txt").write_text("".join(f"{action.label}\n" for action in ACTIONS))
    print(json.dumps({"top5": golden["top5"], "scores": sorted(golden["scores"])[::-1][:5]}))


if __name__ == "__main__":
    main()
