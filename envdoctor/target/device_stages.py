"""Stages on one device: forward pass, softmax, top five, comparison with the golden scores."""

import hashlib
import math
from typing import Any, List

from . import safetensors
from .protocol import Done, Fail, Measured, Skip, Stages
from .request import Request

SUM_TOLERANCE = 1e-5


def devices(torch: Any, wanted: List[str]) -> Done:
    """The devices to test; raises Fail for one that was asked for and is not there."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    there = ["cpu"] + [f"cuda:{index}" for index in range(count)]
    chosen: List[str] = []
    for name in wanted or there:
        if name == "cuda" and count:
            chosen += there[1:]
        elif name in there:
            chosen.append(name)
        else:
            raise Fail(no_gpu(torch), Measured(", ".join(there), name), name=name)
    labels = [name if name == "cpu" else _label(torch, name) for name in chosen]
    return Done(chosen, Measured(", ".join(labels)))


def _label(torch: Any, name: str) -> str:
    return "{} ({})".format(name, torch.cuda.get_device_name(int(name.split(":")[1])))


def no_gpu(torch: Any) -> str:
    """The reason's id when torch has no (such) CUDA device."""
    if torch.version.cuda is None and getattr(torch.version, "hip", None) is None:
        return "torch_without_cuda"
    return "no_cuda_device"


def weights(torch: Any, request: Request) -> Done:
    """The network with the bundled weights, on the CPU, ready for inference."""
    with open(request.weights, "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    seen = Measured("sha256 " + found[:16], "sha256 " + request.weights_sha256[:16], "0")
    if found != request.weights_sha256:
        raise Fail("wrong_weights", seen)
    from . import tsn

    model = tsn.build(len(request.labels))
    model.load_state_dict(safetensors.load(torch, request.weights))
    return Done(model.eval(), seen)


class DeviceStages:
    """The four stages of one device."""

    def __init__(self, stages: Stages, request: Request, device: str) -> None:
        self._stages = stages
        self._request = request
        self._golden = request.golden
        self._device = device
        self._torch = stages.value("import.torch")
        self._limits = self._golden["tolerance"] if self._golden else {}

    def run(self) -> None:
        """forward, softmax, top5, golden; tells the host the five best labels."""
        device = self._device
        forward, softmax, top5 = (f"{name}.{device}" for name in ("forward", "softmax", "top5"))
        self._stages.run(forward, self._forward, needs=("import.torch", "weights", "resize_crop"))
        self._stages.run(softmax, self._softmax, needs=(forward,))
        best = self._stages.run(top5, self._top5, needs=(softmax,))
        if best:
            self._stages.tell("top5", device=device, scores=best)
        self._stages.run("golden." + device, self._compare, needs=(softmax, top5))

    def _limit(self, what: str) -> float:
        exact = self._stages.value("resize_crop").exact
        kind = "cuda" if self._device != "cpu" else "cpu" if exact else "inexact"
        return float(self._limits[what + "_" + kind])

    def _forward(self, torch: Any, model: Any, seen_by_it: Any) -> Done:
        from . import tsn

        with torch.no_grad():
            moved = model.to(self._device)
            pictures = tsn.normalise(seen_by_it.frames.to(self._device))
            scores = moved(pictures, self._request.segments)[0].cpu().tolist()
        if not all(math.isfinite(score) for score in scores):
            raise Fail("not_finite", Measured("not finite", "finite"))
        shape = f"1x{len(scores)} scores"
        if not self._golden:
            return Done(scores, Measured(shape))
        off, limit = furthest(scores, self._golden["logits"]), self._limit("logits")
        seen = Measured(f"{shape}, off by {off:.1e}", shape, f"{limit:g}")
        if off > limit:
            raise Fail("wrong_scores", seen)
        return Done(scores, seen)

    def _softmax(self, scores: List[float]) -> Done:
        torch = self._torch
        on_device = torch.tensor(scores, dtype=torch.float32, device=self._device)
        found = torch.softmax(on_device, dim=0).cpu().tolist()
        most = max(scores)
        powers = [math.exp(score - most) for score in scores]
        off = furthest(found, [power / sum(powers) for power in powers])
        text = f"sum {math.fsum(found):.7f}, off by {off:.1e}"
        seen = Measured(text, "sum 1", f"{SUM_TOLERANCE:g}")
        if off > SUM_TOLERANCE or abs(math.fsum(found) - 1.0) > SUM_TOLERANCE:
            raise Fail("wrong_softmax", seen)
        return Done(found, seen)

    def _top5(self, scores: List[float]) -> Done:
        torch, labels = self._torch, self._request.labels
        on_device = torch.tensor(scores, dtype=torch.float32, device=self._device)
        _, places = torch.topk(on_device, min(5, len(labels)))
        best = [(labels[place], scores[place]) for place in places.cpu().tolist()]
        text = ", ".join(label for label, _ in best)
        if not self._golden:
            return Done(best, Measured(text))
        seen = Measured(text, ", ".join(self._golden["top5"]), "0")
        if seen.measured != seen.expected:
            raise Fail("wrong_top5", seen)
        return Done(best, seen)

    def _compare(self, scores: List[float], best: List[Any]) -> Done:
        if not self._golden:
            raise Skip("own_video")
        expected, limit = self._golden["scores"], self._limit("scores")
        off = furthest(scores, expected)
        label, score = best[0]
        seen = Measured(
            f"{label} {score:.6f}, off by {off:.1e}",
            "{} {:.6f}".format(self._golden["top5"][0], max(expected)),
            f"{limit:g}",
        )
        if off > limit:
            raise Fail("wrong_scores", seen)
        return Done(off, seen)


def furthest(found: List[float], expected: List[float]) -> float:
    """The largest difference; infinite when there are not as many of both."""
    if len(found) != len(expected):
        return math.inf
    return max(abs(one - other) for one, other in zip(found, expected))
