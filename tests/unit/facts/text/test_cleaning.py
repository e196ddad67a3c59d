import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.facts.text.cleaning import clean


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"\x1b[31;1merror\x1b[0m: no", "error: no"),
        (b"\x1b]0;title\x07text", "text"),
        (b"\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b" 10%|#\r 50%|##\r100%|###\r", "100%|###"),
        (b"tab\there", "tab here"),
        (b"bell\x07 and null\x00", "bell  and null "),
        ("找不到指定的模块。".encode("gb18030"), "找不到指定的模块。"),
        (b"half \xe4\xb8", "half \ufffd"),
    ],
)
def test_a_line_as_a_person_saw_it(line, shown):
    assert clean(line) == shown


@given(st.binary(max_size=200))
def test_no_escape_is_left(line):
    assert "\x1b" not in clean(line)
    assert "\n" not in clean(line.replace(b"\n", b""))
