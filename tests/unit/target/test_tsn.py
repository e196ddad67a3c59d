"""The network has MMAction2's state-dict layout and its arithmetic."""

import json
import os

import pytest

from envdoctor.verify.bundle import FOLDER, bundle

torch = pytest.importorskip("torch", reason="needs torch")
tsn = pytest.importorskip("envdoctor.target.tsn", reason="needs torch")


def blocks(stage, inside, outside):
    for place in (0, 1):
        yield f"{stage}.{place}.conv1", (outside, inside if place == 0 else outside, 3, 3)
        yield f"{stage}.{place}.conv2", (outside, outside, 3, 3)
    if inside != outside:
        yield f"{stage}.0.downsample", (outside, inside, 1, 1)


def layout(classes):
    """What mmaction2's ResNet(depth=18, num_stages=2) and TSNHead hold, written out."""
    modules = [("conv1", (64, 3, 7, 7)), *blocks("layer1", 64, 64), *blocks("layer2", 64, 128)]
    shapes = {"cls_head.fc_cls.weight": (classes, 128), "cls_head.fc_cls.bias": (classes,)}
    for name, shape in modules:
        shapes[f"backbone.{name}.conv.weight"] = shape
        for part in ("weight", "bias", "running_mean", "running_var"):
            shapes[f"backbone.{name}.bn.{part}"] = shape[:1]
        shapes[f"backbone.{name}.bn.num_batches_tracked"] = ()
    return shapes


def test_names_and_shapes():
    state = tsn.build(12).state_dict()
    assert {name: tuple(value.shape) for name, value in state.items()} == layout(12)


def test_the_weights_fill_the_network():
    from envdoctor.target import safetensors

    shipped = bundle()
    model = tsn.build(len(shipped.labels))
    matched = model.load_state_dict(safetensors.load(torch, shipped.weights))
    assert (matched.missing_keys, matched.unexpected_keys) == ([], [])


def test_scores_are_the_average_of_the_frames():
    torch.manual_seed(0)
    model = tsn.build(5).eval()
    frames = torch.randn(4, 3, 80, 80)
    with torch.no_grad():
        together = model(frames, 4)
        single = torch.cat([model(frame[None], 1) for frame in frames]).mean(dim=0, keepdim=True)
    assert torch.allclose(together, single, atol=1e-5)


def test_normalising_is_that_of_the_config():
    frames = torch.tensor([[[[255, 0, 128]]]], dtype=torch.uint8)
    found = tsn.normalise(frames)[0, :, 0, 0].tolist()
    expected = [(255 - 123.675) / 58.395, (0 - 116.28) / 57.12, (128 - 103.53) / 57.375]
    assert found == pytest.approx(expected, abs=1e-5)


def test_golden_scores_belong_to_the_labels():
    with open(os.path.join(FOLDER, "golden.json"), encoding="utf-8") as file:
        golden = json.load(file)
    labels = bundle().labels
    best = sorted(zip(golden["scores"], labels), reverse=True)[:5]
    assert [label for _, label in best] == golden["top5"]
    assert sum(golden["scores"]) == pytest.approx(1.0, abs=1e-6)
