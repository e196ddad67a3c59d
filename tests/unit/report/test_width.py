"""Setting text in columns, where Chinese characters are two wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.report.width import _pieces, columns, pad, wrap

WORDS = st.text("ab 中，é")


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("中文", 4), ("ｆｕｌｌ", 8), ("e\u0301", 1), ("é", 1), ("（a）", 5)],
)
def test_columns(text, width):
    assert columns(text) == width


def test_padding_reaches_the_column():
    assert pad("中", 4) + "|" == "中  |"
    assert pad("long", 2) == "long"


def test_english_breaks_between_words():
    assert wrap("torch holds no kernels", 12) == ["torch holds", "no kernels"]


def test_chinese_breaks_between_characters():
    assert wrap("这个环境没有问题", 6) == ["这个环", "境没有", "问题"]


def test_no_line_begins_with_a_closing_mark():
    assert wrap("环境没有，问题", 8) == ["环境没", "有，问题"]


def test_a_longer_word_stays_whole():
    assert wrap("see https://example.org/long now", 10) == [
        "see",
        "https://example.org/long",
        "now",
    ]


def test_nothing_is_one_empty_line():
    assert wrap("", 10) == [""]


@given(WORDS, st.integers(4, 30))
def test_lines_fit_and_nothing_but_blanks_is_lost(text, width):
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert columns(line) <= width or len(_pieces(line)) == 1
