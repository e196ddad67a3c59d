"""The sentences behind the ids that the target sends: why a stage failed or was skipped."""

from __future__ import annotations

from typing import Dict

from envdoctor.model.text import _

REASONS: Dict[str, str] = {
    "not_installed": _("{name} is not installed"),
    "import_failed": _("{name} cannot be imported: {error}"),
    "hollow": _("a folder called {name} is there, but no {name} in it"),
    "no_ffmpeg": _("{name} is installed, but not the FFmpeg libraries that it needs"),
    "needs": _("needs the stage {stage}, which did not pass"),
    "python_too_old": _("this Python is too old"),
    "cannot_decode": _("cannot read the clip: {error}"),
    "wrong_frames": _("the clip's frames differ from the expected ones"),
    "wrong_pixels": _("the pixels differ from what they should be"),
    "wrong_indices": _("the sampled frames differ from those MMAction2 samples"),
    "no_decoder": _("no video decoder is installed (av, decord, OpenCV or torchcodec)"),
    "no_frames_decoded": _("no decoder could read the clip"),
    "wrong_weights": _("the bundled weights are not the ones that were shipped"),
    "not_finite": _("the network's scores are not finite (NaN or Inf)"),
    "wrong_scores": _("the scores differ from what they should be"),
    "wrong_softmax": _("softmax's probabilities differ from those of plain arithmetic"),
    "wrong_top5": _("the five best labels are not the expected ones"),
    "own_video": _("your own clip has no recorded result to compare with"),
    "torch_without_cuda": _("torch is built without CUDA"),
    "no_cuda_device": _("torch sees no such GPU ({name})"),
    "error": _("failed: {error}"),
    "crashed": _("the process died ({how})"),
    "crashed_saying": _("the process died ({how}): {error}"),
    "ended": _("the process exited early without an error message (exit code 0)"),
    "hung": _("did not finish within {seconds} s"),
    "flooded": _("the process printed more than {megabytes} MB"),
    "no_start": _("{python} did not start envdoctor's stages ({how})"),
    "no_start_saying": _("{python} did not start envdoctor's stages ({how}): {error}"),
    "no_time": _("not run: the time limit of {seconds} s was used up"),
}


def sentence(reason: str) -> str:
    """The English template of a reason's id; an id of another version stands for itself."""
    return REASONS.get(reason, reason.replace("{", "{{").replace("}", "}}"))
