"""`Read`: a value or the reason why there is none, never both."""

import pytest

from envdoctor.model.read import ABSENT, NO_ANSWER, READ, STATES, UNKNOWN, NotKnown, Read


def test_what_was_read_is_known_with_its_source():
    read = Read.of("550.54", "/proc/driver/nvidia/version")
    assert read.known() == "550.54"
    assert read.evidence("driver.version", 550) == ("driver.version", "550", read.source)


@pytest.mark.parametrize(
    ("read", "state", "says"),
    [
        (Read.absent("/dev/shm"), "absent", "/dev/shm: absent"),
        (Read.unknown("the paste did not say"), "unknown", "the paste did not say"),
        (Read.unreadable("RECORD", "not UTF-8"), "unreadable", "not UTF-8"),
    ],
)
def test_what_was_not_read_says_why(read, state, says):
    with pytest.raises(NotKnown, match=says) as caught:
        read.known()
    assert caught.value.state == state == read.state
    assert read.value is None


def test_falsy_values_are_values():
    assert Read.of((), "x").known() == ()
    assert Read.of(0, "x").known() == 0
    assert Read.of("", "x").known() == ""


def test_only_a_time_limit_is_a_time_out():
    reason = f"NVML {NO_ANSWER}2.5 s"
    assert Read.unknown(reason).is_timed_out
    assert not Read.unknown("no answer").is_timed_out
    assert not Read.absent("NVML", reason).is_timed_out


@pytest.mark.parametrize("state", [*STATES, "maybe"])
def test_a_value_goes_with_one_state_alone(state):
    wrong = None if state == READ else "value"
    with pytest.raises(ValueError, match=r"state|value"):
        Read(state, wrong, "x")


def test_readings_are_equal_by_content_and_do_not_change():
    read = Read.of(("a",), "x")
    assert read == Read.of(("a",), "x")
    assert hash(read) == hash(Read.of(("a",), "x"))
    assert read != Read.of(("a",), "y")
    assert read != Read(UNKNOWN, None, "x")
    assert read != "a"
    for change in (lambda: setattr(read, "value", 1), lambda: delattr(read, "value")):
        with pytest.raises(AttributeError):
            change()
    assert read.known() == ("a",)


def test_only_what_was_looked_for_is_absent():
    assert Read.absent("x").is_absent
    assert Read(ABSENT, None, "x").is_absent
    assert not Read.unknown("x").is_absent
