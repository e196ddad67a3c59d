"""Versions compare as the packages themselves compare them."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version, parse

from envdoctor.compat.versions import (
    Bounds,
    capability,
    dotted,
    minor,
    numbers,
    order,
    public,
)


def digit_version(version_str, length=4):
    """The comparison key of mmengine 0.10 (mmengine/utils/version_utils.py), as the oracle."""
    version = parse(version_str)
    release = list(version.release)[:length]
    release += [0] * (length - len(release))
    if version.is_prerelease:
        mapping = {"a": -3, "b": -2, "rc": -1}
        val = -4
        if version.pre:
            if version.pre[0] not in mapping:
                warnings.warn("unknown prerelease", stacklevel=1)
            else:
                val = mapping[version.pre[0]]
            release.extend([val, version.pre[-1]])
        else:
            release.extend([val, 0])
    elif version.is_postrelease:
        release.extend([1, version.post])
    else:
        release.extend([0, 0])
    return tuple(release)


def old_digit_version(version_str):
    """The key of mmdet 2.x and mmpose 0.x (their __init__.py)."""
    digits = []
    for part in version_str.split("."):
        if part.isdigit():
            digits.append(int(part))
        elif part.find("rc") != -1:
            patch, candidate = part.split("rc")
            digits.append(int(patch) - 1)
            digits.append(int(candidate))
    return digits


number = st.integers(min_value=0, max_value=40)
tail = st.one_of(
    st.just(""),
    st.builds("{}{}".format, st.sampled_from(["a", "b", "rc"]), number),
    st.builds(".post{}".format, number),
)
plain = st.builds("{}.{}.{}".format, number, number, number)
full = st.builds("{}{}".format, plain, tail)
anything = st.builds(
    "{}{}{}".format, full, st.one_of(st.just(""), st.builds(".dev{}".format, number)),
    st.sampled_from(["", "+cu121", "+a8073c7"]),
)  # fmt: skip


@given(anything)
def test_the_order_is_mmengines(text):
    assert order(text) == digit_version(text)


@given(full, full)
def test_the_order_agrees_with_pep_440(one, other):
    assert (order(one) < order(other)) == (Version(one) < Version(other))


@given(plain, plain, number, number)
def test_the_order_agrees_with_the_former_generation(one, other, a, b):
    for first, second in ((one, other), (f"{one}rc{a}", other), (f"{one}rc{a}", f"{other}rc{b}")):
        if one == other and "rc" not in second and "rc" in first:
            assert old_digit_version(first) < old_digit_version(second)
        if first.split("rc")[0] != second.split("rc")[0]:
            continue
        assert (order(first) < order(second)) == (
            old_digit_version(first) < old_digit_version(second)
        )


@pytest.mark.parametrize("text", ["", "unknown", "1.x", "2.1.0-cu"])
def test_no_version_is_refused(text):
    with pytest.raises(ValueError, match=r"(?i)version"):
        order(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("535.104.05", (535, 104, 5)),
        ("580", (580,)),
        ("12.1.105-extra", (12, 1)),
        (" 12.4 ", (12, 4)),
    ],
)
def test_numbers(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize("text", ["", "N/A", "v12", "-1"])
def test_numbers_refuse_other_text(text):
    with pytest.raises(ValueError, match="dotted version"):
        numbers(text)


def test_small_helpers():
    assert minor("12.1.105") == "12.1"
    assert minor("12") == "12.0"
    assert capability("12.0") == (12, 0)
    assert dotted((8, 6)) == "8.6"
    assert public("2.1.2+cu121") == "2.1.2"


def test_bounds_hold_as_an_import_assert_does():
    bounds = Bounds.parse(">=2.0.0rc4,<2.2.0")
    inside = ("2.0.0rc4", "2.0.0", "2.1.0", "2.1.0+cu121", "2.2.0rc1")
    outside = ("2.0.0rc3", "2.2.0", "2.2.0.post1", "1.7.2")
    assert all(bounds.holds(version) for version in inside)
    assert not any(bounds.holds(version) for version in outside)
    assert (bounds.lower, bounds.upper, bounds.upper_inclusive) == ("2.0.0rc4", "2.2.0", False)


def test_an_inclusive_bound_takes_builds_of_the_bound_itself():
    bounds = Bounds.parse(">=1.3.6,<=1.7.0")
    assert bounds.upper_inclusive
    assert bounds.holds("1.7.0+torch1.13.0cu117")
    assert not bounds.holds("1.7.1")


def test_one_release_and_one_series():
    assert Bounds.parse("==1.2.0").holds("1.2.0+local")
    assert not Bounds.parse("==1.2.0").holds("1.2.1")
    assert Bounds.parse("==3.10.*").holds("3.10.12")
    assert not Bounds.parse("==3.10.*").holds("3.11.0")
    assert Bounds.parse(">1.0").holds("1.0.1")
    assert not Bounds.parse(">1.0").holds("1.0")


@given(full, full, full)
def test_a_range_is_what_lies_between(low, high, version):
    if order(low) > order(high):
        low, high = high, low
    between = order(low) <= order(version) < order(high)
    assert Bounds.parse(f">={low}, <{high}").holds(version) == between


@pytest.mark.parametrize("text", ["", "1.2.0", "~=1.2", "!=1.0", ">=1.0,"])
def test_other_ranges_are_refused(text):
    with pytest.raises(ValueError, match="range of versions"):
        Bounds.parse(text)
