"""Frame indices are those of MMAction2's SampleFrames in test mode."""

import pytest

from envdoctor.target.sampling import test_frames as frames_of


@pytest.mark.parametrize(
    ("total", "clips", "indices"),
    [
        (75, 8, [4, 14, 23, 32, 42, 51, 60, 70]),
        (8, 8, [0, 1, 2, 3, 4, 5, 6, 7]),
        (300, 25, [6 + 12 * place for place in range(25)]),
        (3, 8, [0, 0, 0, 1, 1, 2, 2, 2]),
        (1, 8, [0] * 8),
    ],
)
def test_middles_of_equal_parts(total, clips, indices):
    assert frames_of(total, clips) == indices


def test_every_index_is_inside():
    for total in range(1, 200):
        assert all(0 <= index < total for index in frames_of(total, 8))


@pytest.mark.parametrize(("total", "clips"), [(0, 8), (-1, 8), (10, 0)])
def test_nothing_to_sample(total, clips):
    with pytest.raises(ValueError, match="cannot take"):
        frames_of(total, clips)


def test_same_as_the_arithmetic_of_mmaction2():
    numpy = pytest.importorskip("numpy", reason="NumPy states MMAction2's arithmetic")
    for total in (1, 2, 7, 30, 75, 299, 1000, 12345):
        for clips in (1, 3, 8, 25):
            interval = total / float(clips)
            offsets = numpy.arange(clips) * interval + interval / 2.0
            expected = numpy.mod(offsets, total).astype(numpy.int32).tolist()
            assert frames_of(total, clips) == expected
