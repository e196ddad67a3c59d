"""All stages of the bundled recognizer, in their order."""

import platform
import sys
from typing import Any

from .device_stages import DeviceStages, devices, no_gpu, weights
from .protocol import Done, Fail, Measured, Skip, Stages, one_line
from .request import Request
from .video_stages import VideoStages

OLDEST = (3, 7)
PER_DEVICE = ("forward", "softmax", "top5", "golden")


def run(stages: Stages, request: Request) -> None:
    """Runs and reports everything; what a video is not is told as the event "video"."""
    stages.run("interpreter", _interpreter)
    torch = stages.run("import.torch", lambda _: _import_torch(), needs=("interpreter",))
    video = VideoStages(stages, request)
    video.run()
    if not request.golden and video.worst_verdict():
        stages.tell("video", verdict=video.worst_verdict())
        return
    stages.run("devices", lambda t: devices(t, request.devices), needs=("import.torch",))
    stages.run("weights", lambda t: weights(t, request), needs=("import.torch",))
    chosen = stages.value("devices") or [
        name for name in request.devices or ["cpu"] if name != "cuda"
    ]
    for device in chosen:
        DeviceStages(stages, request, device).run()
    if not request.devices and not any(device.startswith("cuda") for device in chosen):
        _no_gpus(stages, torch)


def _interpreter() -> Done:
    seen = Measured(platform.python_version(), ">=" + ".".join(map(str, OLDEST)))
    if sys.version_info[:2] < OLDEST:
        raise Fail("python_too_old", seen)
    return Done(sys.version_info, seen)


def _import_torch() -> Done:
    try:
        import torch
    except ModuleNotFoundError as error:
        if error.name == "torch":
            raise Fail("not_installed", name="torch") from error
        raise Fail("import_failed", name="torch", error=one_line(str(error))) from error
    except (ImportError, OSError) as error:
        raise Fail("import_failed", name="torch", error=one_line(str(error))) from error
    version = getattr(torch, "__version__", "")
    if not version or not hasattr(torch, "nn"):
        raise Fail("hollow", Measured(str(version)), name="torch")
    # A machine shared with others must not be taken whole for eight small pictures.
    torch.set_num_threads(min(torch.get_num_threads(), 8))
    return Done(torch, Measured(str(version)))


def _no_gpus(stages: Stages, torch: Any) -> None:
    """A skipped stage for each thing that a GPU would have been asked to do."""

    def skip(_chosen: Any) -> Done:
        raise Skip(no_gpu(torch), name="cuda")

    for name in PER_DEVICE:
        stages.run(name + ".cuda", skip, needs=("devices",))
