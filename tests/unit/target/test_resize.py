"""Resizing gives OpenCV's pixels; the tables behind it can be checked without either library."""

import pytest

from envdoctor.target import resize


@pytest.mark.parametrize(
    ("size", "short", "expected"),
    [
        ((320, 240), 92, (123, 92)),
        ((240, 320), 92, (92, 123)),
        ((340, 256), 256, (340, 256)),
        ((1920, 1080), 256, (455, 256)),
        ((80, 80), 92, (92, 92)),
    ],
)
def test_short_side(size, short, expected):
    assert resize.short_side_size(*size, short) == expected


def test_crop_takes_the_middle():
    assert resize.crop_offset(123, 80) == 21
    with pytest.raises(ValueError, match="cannot crop"):
        resize.crop_offset(79, 80)


def test_weights_always_add_up():
    for source, target in ((240, 92), (92, 240), (7, 7), (1, 92), (1080, 92), (93, 92)):
        taps = resize.taps(source, target, 0, target)
        for first, second, one, other in zip(*taps):
            assert one + other == resize.COEFFICIENT
            assert 0 <= first <= second < source


def test_same_size_changes_nothing():
    assert resize.taps(5, 5, 0, 5).first_weight == [resize.COEFFICIENT] * 5


@pytest.mark.parametrize(
    "size",
    [(240, 320), (184, 184), (256, 340), (1080, 1920), (80, 61), (93, 92), (500, 97), (92, 123)],
)
def test_bit_equal_to_opencv(size):
    torch = pytest.importorskip("torch", reason="needs torch")
    cv2 = pytest.importorskip("cv2", reason="OpenCV is the reference here")
    numpy = pytest.importorskip("numpy", reason="OpenCV needs it")
    height, width = size
    picture = numpy.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=numpy.uint8)
    new_width, new_height = resize.short_side_size(width, height, 92)
    whole = cv2.resize(picture, (new_width, new_height), interpolation=cv2.INTER_LINEAR)
    top, left = resize.crop_offset(new_height, 80), resize.crop_offset(new_width, 80)
    found = resize.resize_crop(torch, torch.from_numpy(picture)[None], 92, 80)
    assert found.shape == (1, 80, 80, 3)
    assert (found[0].numpy() == whole[top : top + 80, left : left + 80]).all()
