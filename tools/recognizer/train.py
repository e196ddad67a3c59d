"""Trains the bundled recognizer from nothing, and measures it on clips it never saw.

    python -m tools.recognizer.train --out DIR          # render, train, evaluate, write
    python -m tools.recognizer.train --evaluate FILE    # only measure existing weights

Needs torch, numpy and av. Two cores: about a quarter of an hour.
"""

import argparse
import json
import math
import time
from pathlib import Path
from typing import Any, Dict, Tuple

import torch

from envdoctor.target import safetensors, tsn
from tools.recognizer import dataset
from tools.recognizer.actions import ACTIONS
from tools.recognizer.weights import write

SEED = 20260
CLIPS_EACH = 400
HELD_OUT_EACH = 100
WIDER_EACH = 50
EPOCHS = 10
BATCH_CLIPS = 16
SEGMENTS_A_STEP = 3
PEAK_RATE = 3e-3
SMOOTHING = 0.1


def _batch(frames: torch.Tensor, chosen: torch.Tensor, pick: torch.Generator) -> torch.Tensor:
    """Some frames of each chosen clip, shifted and mirrored, as network input."""
    rows = []
    for clip in chosen.tolist():
        which = torch.randperm(dataset.TRAIN_FRAMES, generator=pick)[:SEGMENTS_A_STEP]
        most = dataset.SHORT_SIDE - dataset.CROP + 1
        top, left, flip = torch.randint(0, most * 2, (3,), generator=pick).tolist()
        top, left = top % most, left % most
        part = frames[clip, which, top : top + dataset.CROP, left : left + dataset.CROP]
        rows.append(part.flip(2) if flip % 2 else part)
    shifted: torch.Tensor = tsn.normalise(torch.cat(rows))
    return shifted.contiguous(memory_format=torch.channels_last)


def train(frames: torch.Tensor, labels: torch.Tensor) -> Any:
    """A network fitted to training clips (N, 6, 92, 92, 3) uint8."""
    torch.manual_seed(SEED)
    pick = torch.Generator().manual_seed(SEED)
    model: Any = tsn.build(len(ACTIONS)).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.05)
    steps = len(labels) // BATCH_CLIPS
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, PEAK_RATE, total_steps=steps * EPOCHS, pct_start=0.2
    )
    # Where the processor multiplies bfloat16 this takes half the time; weights stay float32.
    half = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    for epoch in range(EPOCHS):
        model.train()
        began, total, right = time.perf_counter(), 0.0, 0
        order = torch.randperm(len(labels), generator=pick)
        for step in range(steps):
            chosen = order[step * BATCH_CLIPS : (step + 1) * BATCH_CLIPS]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                scores = model(_batch(frames, chosen, pick), SEGMENTS_A_STEP).float()
            loss = loss_of(scores, labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
            right += int((scores.argmax(1) == labels[chosen]).sum())
        spent = time.perf_counter() - began
        share = right / (steps * BATCH_CLIPS)
        print(
            f"epoch {epoch + 1}: loss {total / steps:.4f} train {share:.4f} {spent:.0f} s",
            flush=True,
        )
    return model.to(memory_format=torch.contiguous_format)


def interval(right: int, count: int) -> Tuple[float, float]:
    """The 95 % Wilson score interval of a share."""
    z, share = 1.96, right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count**2))
    return middle - half, middle + half


def measure(model: Any, stream: int, each: int, processes: int) -> Dict[str, object]:
    """Accuracy on rendered, encoded and decoded clips of a stream, `each` a class."""
    frames, labels = dataset.gather(dataset.orders(stream, each, dataset.CROP), processes)
    model.eval()
    with torch.no_grad():
        found = [int(model(tsn.normalise(clip), dataset.SEGMENTS).argmax()) for clip in frames]
    mistakes: Dict[str, int] = {}
    for truth, guess in zip(labels.tolist(), found):
        if truth != guess:
            pair = f"{ACTIONS[truth].label} taken for {ACTIONS[guess].label}"
            mistakes[pair] = mistakes.get(pair, 0) + 1
    right = len(found) - sum(mistakes.values())
    low, high = interval(right, len(found))
    return {
        "clips": len(found),
        "right": right,
        "accuracy": round(right / len(found), 4),
        "interval_95": [round(low, 4), round(high, 4)],
        "mistakes": dict(sorted(mistakes.items(), key=lambda item: -item[1])),
    }


def evaluate(model: Any, processes: int) -> Dict[str, Dict[str, object]]:
    """Both measurements: training's ranges with new seeds, and wider ranges."""
    return {
        "held_out": measure(model, dataset.HELD_OUT, HELD_OUT_EACH, processes),
        "wider": measure(model, dataset.WIDER, WIDER_EACH, processes),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path, help="folder for weights and figures")
    parser.add_argument("--evaluate", type=Path, help="weights to measure instead of training")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    if (options.out is None) == (options.evaluate is None):
        parser.error("say either --out DIR or --evaluate FILE")
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    began = time.perf_counter()
    if options.evaluate is not None:
        model = tsn.build(len(ACTIONS))
        model.load_state_dict(safetensors.load(torch, str(options.evaluate)))
    else:
        wanted = dataset.orders(dataset.TRAIN, CLIPS_EACH, dataset.SHORT_SIDE)
        frames, labels = dataset.gather(wanted, options.processes)
        print(f"{len(labels)} clips drawn in {time.perf_counter() - began:.0f} s", flush=True)
        model = train(frames, labels)
        options.out.mkdir(parents=True, exist_ok=True)
        write(model.state_dict(), options.out / "tsn_r18s2.safetensors")
    figures = evaluate(model, options.processes)
    print(json.dumps(figures, indent=2))
    print(f"{time.perf_counter() - began:.0f} s in all")
    if options.out is not None:
        (options.out / "accuracy.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
