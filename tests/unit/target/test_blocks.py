"""Block means see what matters (colours swapped, picture moved) and nothing else."""

from envdoctor.target.blocks import block_means, checksum, furthest


def picture(red, green, blue, width=24, height=12):
    return bytes([red, green, blue]) * (width * height)


def test_means_of_one_colour():
    assert block_means(picture(10, 20, 30), 24, 12) == [10.0, 20.0, 30.0] * 24


def test_each_block_has_its_own_place():
    left = bytes([255, 0, 0]) * 4 + bytes(3 * 20)
    means = block_means(left * 12, 24, 12)
    assert means[0] == 255.0
    assert means[3:18] == [0.0] * 15


def test_swapped_colours_are_far_apart():
    one, other = (
        block_means(picture(*colour), 24, 12) for colour in ((200, 50, 10), (10, 50, 200))
    )
    assert furthest(one, other) == 190.0


def test_checksum_is_stable():
    assert checksum(b"123456789") == "cbf43926"
