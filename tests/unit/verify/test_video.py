"""A file that is no whole video is told apart without any decoder."""

import os
import struct

import pytest

from envdoctor.model.problem import WrongInput
from envdoctor.verify import video
from envdoctor.verify.bundle import bundle


def kind_of(path):
    with pytest.raises(video.VideoProblem) as error:
        video.check_video(str(path))
    assert isinstance(error.value, WrongInput)
    assert str(path) in str(error.value)
    return error.value.kind


def file(tmp_path, content, name="clip.mp4"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def box(name, content=b"", length=None):
    return struct.pack(">I", 8 + len(content) if length is None else length) + name + content


@pytest.fixture
def demo():
    with open(bundle().clip, "rb") as clip:
        return clip.read()


def test_the_bundled_clip_is_a_video():
    assert video.check_video(bundle().clip) is True


def test_missing(tmp_path):
    assert kind_of(tmp_path / "nowhere.mp4") == video.MISSING


def test_directory(tmp_path):
    assert kind_of(tmp_path) == video.DIRECTORY


def test_empty(tmp_path):
    assert kind_of(file(tmp_path, b"")) == video.EMPTY


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_not_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert kind_of(tmp_path / "pipe") == video.NOT_A_FILE


def test_unreadable(tmp_path, monkeypatch):
    path = file(tmp_path, b"\0" * 64)

    def refuse(*_args, **_keywords):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert kind_of(path) == video.UNREADABLE


def test_a_name_the_system_cannot_hold(tmp_path):
    with pytest.raises(video.VideoProblem) as error:
        video.check_video("a\0b")
    assert error.value.kind == video.UNREADABLE


@pytest.mark.parametrize(
    "content",
    [
        b"a plain text\n" * 1000,
        b"#EXTM3U\nhttp://example.org/a.ts\n",
        "文字".encode() * 3000,
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"\xff\xd8\xff\xe0" + bytes(50),
        b"RIFF" + struct.pack("<I", 42) + b"WEBP" + bytes(38),
    ],
)
def test_text_playlists_and_pictures(tmp_path, content):
    assert kind_of(file(tmp_path, content)) == video.NOT_A_VIDEO


def test_an_mp4_cut_anywhere_is_truncated(tmp_path, demo):
    for share in (0.1, 0.5, 0.9, 0.999):
        assert kind_of(file(tmp_path, demo[: int(len(demo) * share)])) == video.TRUNCATED


def test_an_mp4_that_lost_its_index(tmp_path):
    content = box(b"ftyp", b"isom" + bytes(12)) + box(b"mdat", bytes(100))
    assert kind_of(file(tmp_path, content)) == video.TRUNCATED


@pytest.mark.parametrize(
    "last",
    [
        box(b"mdat", bytes(100), length=0),
        struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 116) + bytes(100),
        box(b"mdat", bytes(100)) + bytes(5),
    ],
)
def test_whole_mp4_in_other_shapes(tmp_path, last):
    whole = box(b"ftyp", bytes(8)) + box(b"moov", bytes(8)) + last
    assert video.check_video(str(file(tmp_path, whole))) is True


def test_avi(tmp_path):
    whole = b"RIFF" + struct.pack("<I", 104) + b"AVI " + bytes(100)
    video.check_video(str(file(tmp_path, whole)))
    assert kind_of(file(tmp_path, whole[:-1])) == video.TRUNCATED


def matroska(length, content):
    return b"\x1a\x45\xdf\xa3\x84" + bytes(4) + b"\x18\x53\x80\x67" + length + content


def test_matroska(tmp_path):
    known = b"\x40" + bytes([100])
    video.check_video(str(file(tmp_path, matroska(known, bytes(100)))))
    video.check_video(str(file(tmp_path, matroska(b"\x01" + b"\xff" * 7, bytes(100)))))
    assert kind_of(file(tmp_path, matroska(known, bytes(99)))) == video.TRUNCATED


@pytest.mark.parametrize(
    "content", [b"\x1a\x45\xdf\xa3", b"\0\0\0\x08ftyp", b"RIFF", b"\0", bytes(5000)]
)
def test_stumps_never_break_the_reader(tmp_path, content):
    try:
        video.check_video(str(file(tmp_path, content)))
    except video.VideoProblem as problem:
        assert problem.kind in video.SENTENCES


def test_each_kind_has_its_sentence():
    kinds = {
        value for name, value in vars(video).items() if name.isupper() and isinstance(value, str)
    }
    assert kinds == set(video.SENTENCES)
