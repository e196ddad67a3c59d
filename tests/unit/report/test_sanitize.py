"""Text from outside can neither steer the terminal nor forge a line of the report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.report.sanitize import for_terminal


@pytest.mark.parametrize("text", ["", "torch 2.1.2+cu121", "/home/名/ü", "环境没有问题", "a b"])
def test_ordinary_text_stays(text):
    assert for_terminal(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[2Jgone",
        "\x1b]0;title\x07",
        "\x9b31m",
        "a\x08b",
        "\u202egpj.exe",
        "\u200bhidden",
        "\udcff",
    ],
)
def test_control_characters_do_not_pass(text):
    shown = for_terminal(text)
    assert shown.isprintable()
    assert "\N{REPLACEMENT CHARACTER}" in shown


def test_no_line_is_forged():
    assert for_terminal("x\nHealthy\r\tnothing") == "x Healthy  nothing"


@given(st.text())
def test_what_is_shown_is_visible_and_can_be_written(text):
    shown = for_terminal(text)
    assert shown.isprintable()
    assert len(shown) == len(text)
    shown.encode("utf-8")
