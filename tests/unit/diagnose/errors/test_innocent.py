"""What is said of an exception that no signature knows."""

import pytest

from tests.support.texts import explained


def test_a_program_s_own_exception_is_not_the_environment_s(tables):
    text = "Traceback (most recent call last):\nfrob.FrobnicationError: the frobs do not add up"
    assert explained(text, tables) == [("not_environment", "low")]


@pytest.mark.parametrize(
    "line",
    [
        "ImportError: the frobs are not there",
        "OSError: the frobs are not there",
        "RuntimeError: CUDA error: something that nobody has seen",
        "RuntimeError: cannot load frob.so",
    ],
)
def test_what_environments_raise_as_well_has_no_known_cause(line, tables):
    assert explained(line, tables) == []


def test_an_exception_that_another_led_to_is_no_more_innocent_than_that(tables):
    text = "ImportError: the frobs are not there\n\nDuring handling of the above exception, another exception occurred:\n\nValueError: no frobs"
    assert explained(text, tables) == []


def test_one_that_was_survived_long_before_does_not_count(tables):
    text = "ImportError: the frobs are not there\nwent on without\nValueError: no frobs"
    assert explained(text, tables) == [("not_environment", "low")]


def test_no_exception_has_no_cause(tables):
    assert explained("all is well", tables) == []


def test_a_faint_warning_does_not_stand_before_the_error_that_ended_the_program(tables):
    text = (
        'mmengine - WARNING - Failed to search registry with scope "mmaction" in the "function" registry tree.\n'
        "frob.FrobnicationError: the frobs do not add up"
    )
    assert explained(text, tables)[0] == ("not_environment", "low")
