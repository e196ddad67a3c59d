"""What decoders share: missing frames, and what an error says of the file."""

import pytest

from envdoctor.target import decoders
from envdoctor.target.decoders import Unreadable, collect, verdict_of


def test_frames_in_the_order_asked_for():
    assert collect({1: b"one", 5: b"five"}, [1, 1, 5], 6, b"last") == [b"one", b"one", b"five"]


def test_one_promised_frame_too_many_is_forgiven():
    assert collect({1: b"one"}, [1, 9], 10, b"last") == [b"one", b"last"]


def test_a_missing_part_is_not():
    with pytest.raises(Unreadable) as error:
        collect({1: b"one"}, [1, 50], 100, b"last")
    assert error.value.verdict == decoders.TRUNCATED


def test_no_frame_at_all():
    with pytest.raises(Unreadable) as error:
        collect({}, [0], 1, None)
    assert error.value.verdict == decoders.NO_FRAMES


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("cannot find video stream with wanted index: -1", decoders.NO_STREAM),
        ("No valid stream found in input file.", decoders.NO_STREAM),
        ("moov atom not found", decoders.TRUNCATED),
        ("[Errno 1094995529] Invalid data found when processing input", decoders.NOT_A_VIDEO),
    ],
)
def test_what_errors_say(text, verdict):
    assert verdict_of(RuntimeError(text)) == verdict


def test_the_order_in_which_decoders_are_preferred():
    assert [d.name for d in decoders.known()] == ["av", "decord", "opencv", "torchcodec"]
