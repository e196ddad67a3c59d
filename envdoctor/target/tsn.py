"""A temporal segment network in plain torch, with the names and order of MMAction2's.

`build` makes what MMAction2 builds from `Recognizer2D(ResNet(depth=18, num_stages=2), TSNHead)`:
the same state-dict keys (`backbone.layer1.0.conv1.conv.weight`, `cls_head.fc_cls.bias`, ...).
Importing this module imports torch.
"""

import importlib
from typing import Any

torch: Any = importlib.import_module("torch")
nn = torch.nn

MEAN = (123.675, 116.28, 103.53)
STD = (58.395, 57.12, 57.375)
"""Of RGB values 0 to 255, as in MMAction2's data preprocessor."""

FEATURES = 128


class ConvModule(nn.Module):  # type: ignore[name-defined,misc]
    """Convolution and batch norm under the names of mmcv's ConvModule."""

    def __init__(self, inside: int, outside: int, size: int, stride: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inside, outside, size, stride, padding=size // 2, bias=False)
        self.bn = nn.BatchNorm2d(outside)

    def forward(self, pictures: Any) -> Any:
        """(N, inside, H, W) to (N, outside, H / stride, W / stride)."""
        return self.bn(self.conv(pictures))


class BasicBlock(nn.Module):  # type: ignore[name-defined,misc]
    """Two 3x3 convolutions and the way around them."""

    def __init__(self, inside: int, outside: int, stride: int) -> None:
        super().__init__()
        self.conv1 = ConvModule(inside, outside, 3, stride)
        self.conv2 = ConvModule(outside, outside, 3, 1)
        self.downsample = None
        if stride != 1 or inside != outside:
            self.downsample = ConvModule(inside, outside, 1, stride)

    def forward(self, pictures: Any) -> Any:
        """(N, inside, H, W) to (N, outside, H / stride, W / stride)."""
        around = pictures if self.downsample is None else self.downsample(pictures)
        out = self.conv2(nn.functional.relu(self.conv1(pictures)))
        return nn.functional.relu(out + around)


class ResNet(nn.Module):  # type: ignore[name-defined,misc]
    """ResNet-18 cut after its second stage."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = ConvModule(3, 64, 7, 2)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        self.layer1 = nn.Sequential(BasicBlock(64, 64, 1), BasicBlock(64, 64, 1))
        self.layer2 = nn.Sequential(BasicBlock(64, FEATURES, 2), BasicBlock(FEATURES, FEATURES, 1))

    def forward(self, pictures: Any) -> Any:
        """(N, 3, H, W) to (N, 128, H / 8, W / 8)."""
        out = self.maxpool(nn.functional.relu(self.conv1(pictures)))
        return self.layer2(self.layer1(out))


class TSNHead(nn.Module):  # type: ignore[name-defined,misc]
    """Average over space, then over segments, then one linear layer."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc_cls = nn.Linear(FEATURES, classes)

    def forward(self, features: Any, segments: int) -> Any:
        """(videos * segments, 128, h, w) to (videos, classes)."""
        pooled = self.avg_pool(features).view(-1, segments, FEATURES)
        return self.fc_cls(pooled.mean(dim=1))


class Recognizer2D(nn.Module):  # type: ignore[name-defined,misc]
    """Pictures of a few segments to one row of class scores a video."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.backbone = ResNet()
        self.cls_head = TSNHead(classes)

    def forward(self, pictures: Any, segments: int) -> Any:
        """(videos * segments, 3, H, W) to (videos, classes), before softmax."""
        return self.cls_head(self.backbone(pictures), segments)


def build(classes: int) -> Any:
    """A new network with `classes` outputs; weights are torch's random ones until loaded."""
    return Recognizer2D(classes)


def normalise(frames: Any) -> Any:
    """(N, H, W, 3) uint8 RGB to (N, 3, H, W) float32 around zero."""
    mean = torch.tensor(MEAN, dtype=torch.float32, device=frames.device).view(1, 3, 1, 1)
    std = torch.tensor(STD, dtype=torch.float32, device=frames.device).view(1, 3, 1, 1)
    return (frames.permute(0, 3, 1, 2).to(torch.float32) - mean) / std
