"""The bundled recognizer in this very interpreter, with the decoders that it has."""

import importlib.util
import os
import shutil
import sys

import pytest

from envdoctor.model.stage import StageResult, Top5
from envdoctor.verify import video
from envdoctor.verify.bundle import bundle
from envdoctor.verify.request import VerifyRequest
from envdoctor.verify.run import verify

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="torch is not installed here"
)
MODULES = {"av": "av", "decord": "decord", "opencv": "cv2", "torchcodec": "torchcodec"}


def prove(**keywords):
    return list(verify(VerifyRequest(sys.executable, **keywords)))


def stages(results):
    return {result.name: result for result in results if isinstance(result, StageResult)}


@pytest.fixture(scope="module")
def bundled():
    return prove()


@needs_torch
@pytest.mark.parametrize("name", MODULES)
def test_each_decoder_gives_the_golden_pixels(bundled, name):
    stage = stages(bundled)[f"decode.{name}"]
    if importlib.util.find_spec(MODULES[name]) is None:
        pytest.skip(f"{name} is not installed here")
    if stage.reason_id == "no_ffmpeg":
        pytest.skip("no FFmpeg libraries for torchcodec here")
    assert stage.ok, stage
    assert stage.measured == "75 frames of 320x240, 8 of 8 bit-identical"


@needs_torch
def test_every_stage_on_the_cpu_passes(bundled):
    pytest.importorskip("av", reason="needs PyAV")
    found = stages(bundled)
    for name in (
        "sample",
        "resize_crop",
        "weights",
        "forward.cpu",
        "softmax.cpu",
        "top5.cpu",
        "golden.cpu",
    ):
        assert found[name].ok, found[name]
    assert not [stage for stage in found.values() if stage.failed]


@needs_torch
def test_the_five_best_labels_are_told(bundled):
    pytest.importorskip("av", reason="needs PyAV")
    best = next(result for result in bundled if isinstance(result, Top5) and result.device == "cpu")
    assert best.scores[0].label == "arm wrestling"
    assert len(best.scores) == 5
    assert [s.score for s in best.scores] == sorted((s.score for s in best.scores), reverse=True)


@needs_torch
def test_gpus_are_tested_or_skipped_with_the_reason(bundled):
    pytest.importorskip("av", reason="needs PyAV")
    import torch

    if torch.cuda.is_available():
        assert stages(bundled)["golden.cuda:0"].ok
    else:
        stage = stages(bundled)["golden.cuda"]
        assert stage.skipped
        assert stage.reason_id in ("torch_without_cuda", "no_cuda_device")


@needs_torch
def test_a_gpu_that_was_asked_for_and_is_not_there_fails():
    assert stages(prove(devices=("cuda:99",)))["devices"].failed


@needs_torch
def test_ones_own_clip_gives_labels_and_no_comparison(tmp_path):
    pytest.importorskip("av", reason="needs PyAV")
    own = tmp_path / "mein Clip 腕.mp4"
    shutil.copyfile(bundle().clip, own)
    results = prove(video=str(own), devices=("cpu",))
    assert stages(results)["golden.cpu"].reason_id == "own_video"
    assert not [stage for stage in stages(results).values() if stage.failed]
    assert next(r for r in results if isinstance(r, Top5)).scores[0].label == "arm wrestling"


@needs_torch
def test_a_long_clip_is_read_by_leaps(tmp_path):
    av = pytest.importorskip("av", reason="needs PyAV")
    numpy = pytest.importorskip("numpy", reason="needs NumPy")
    path = str(tmp_path / "long.mp4")
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.options = {"g": "25", "preset": "ultrafast"}
        for index in range(4000):
            picture = numpy.full((64, 64, 3), index * 255 // 4000, numpy.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    from envdoctor.target import decoders, sampling

    wanted = sampling.test_frames(4000, 8)
    for decoder in decoders.known():
        if decoder.name == "torchcodec" or importlib.util.find_spec(decoder.module) is None:
            continue
        clip = decoder.read(path, lambda total: sampling.test_frames(total, 8))
        assert clip.total == 4000
        levels = [sum(frame) / len(frame) for frame in clip.frames]
        assert levels == pytest.approx([index * 255 // 4000 for index in wanted], abs=2.0)


def without_pictures(path):
    """A small whole file without pictures: sound alone, or a video track of no frames."""
    av = pytest.importorskip("av", reason="needs PyAV")
    numpy = pytest.importorskip("numpy", reason="needs NumPy")
    with av.open(str(path), "w") as container:
        if path.name.startswith("frameless"):
            stream = container.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
            container.start_encoding()
            return
        stream = container.add_stream("aac", rate=16000, layout="mono")
        frame = av.AudioFrame.from_ndarray(numpy.zeros((1, 16000), numpy.float32), "fltp", "mono")
        frame.sample_rate = 16000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())


@needs_torch
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sound.mp4", video.NO_STREAM),
        ("frameless.mp4", video.NO_STREAM),
        ("frameless.avi", video.NO_FRAMES),
    ],
)
def test_files_without_pictures(tmp_path, name, expected):
    without_pictures(tmp_path / name)
    with pytest.raises(video.VideoProblem) as error:
        prove(video=str(tmp_path / name))
    assert error.value.kind == expected


@needs_torch
def test_bytes_that_only_look_like_a_video(tmp_path):
    pytest.importorskip("av", reason="needs PyAV")
    path = tmp_path / "noise.bin"
    path.write_bytes(bytes(range(256)) * 400)
    with pytest.raises(video.VideoProblem) as error:
        prove(video=str(path))
    assert error.value.kind == video.NOT_A_VIDEO


def test_what_can_be_seen_beforehand_starts_no_process(tmp_path, monkeypatch):
    def refuse(*_args, **_keywords):
        raise AssertionError("a process was started")

    monkeypatch.setattr("subprocess.Popen", refuse)
    with pytest.raises(video.VideoProblem):
        prove(video=str(tmp_path / "nowhere.mp4"))


@needs_torch
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_clip_is_truncated(tmp_path, share):
    with open(bundle().clip, "rb") as whole:
        content = whole.read()
    path = tmp_path / "cut.mp4"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(video.VideoProblem) as error:
        prove(video=str(path))
    assert error.value.kind == video.TRUNCATED


def corrupt(target, place):
    with open(target, "r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 0x40]))


@needs_torch
def test_one_flipped_bit_in_the_weights_is_seen(tmp_path, monkeypatch):
    pytest.importorskip("av", reason="needs PyAV")
    folder = tmp_path / "assets"
    shutil.copytree(os.path.dirname(bundle().clip), folder)
    corrupt(folder / "tsn_r18s2.safetensors", 2_000_000)
    monkeypatch.setattr("envdoctor.verify.bundle.FOLDER", str(folder))
    found = stages(prove(devices=("cpu",)))
    assert found["weights"].reason_id == "wrong_weights"
    assert found["forward.cpu"].skipped


FAULTS = {
    "colours swapped": ("frames = [f[::-1] for f in frames]", "wrong_pixels"),
    "frames in another order": ("frames = frames[::-1]", "wrong_pixels"),
    "half of the picture": ("width //= 2", "wrong_frames"),
}


@needs_torch
@pytest.mark.parametrize("fault", FAULTS)
def test_a_decoder_that_reads_wrongly_is_seen(fault):
    pytest.importorskip("av", reason="needs PyAV")
    from envdoctor.target import protocol, request, video_stages
    from envdoctor.target.decoders import av

    code, reason = FAULTS[fault]
    shipped = bundle()
    asked = request.Request("t", shipped.clip, "", "", [], shipped.golden, 8, 92, 80, [], [], [])
    tests = video_stages.VideoStages(protocol.Stages(lambda _: None, "t"), asked)
    clip = av.read(shipped.clip, tests._pick)
    names = clip._asdict()
    exec(code, {}, names)
    with pytest.raises(protocol.Fail) as error:
        tests._judge(clip._replace(**{name: names[name] for name in clip._fields}))
    assert error.value.reason == reason
