"""Redaction: private parts become tokens, consistently, and can be turned back on the spot."""

from hypothesis import given
from hypothesis import strategies as st

from envdoctor.model.private import NOTHING_PRIVATE, Private

SOMEBODY = Private(
    (
        ("/home/somebody/projects/.venv", "<prefix>"),
        ("/home/somebody", "<home>"),
        ("node17.example", "<host>"),
        ("somebody", "<user>"),
    )
)


def test_the_longest_part_wins():
    assert SOMEBODY.hide("/home/somebody/projects/.venv/bin/python") == "<prefix>/bin/python"
    assert SOMEBODY.hide("/home/somebody/work") == "<home>/work"


def test_every_occurrence_is_hidden():
    text = "/home/somebody/a:/home/somebody/b"
    assert SOMEBODY.hide(text) == "<home>/a:<home>/b"


def test_names_inside_other_words_stay():
    assert SOMEBODY.hide("/home/somebodyelse/x") == "/home/somebodyelse/x"
    assert SOMEBODY.hide("/data/somebody_2/x") == "/data/somebody_2/x"
    assert SOMEBODY.hide("/data/somebody/x") == "/data/<user>/x"


def test_a_bare_word_is_a_name_of_something_else():
    named = Private((("torch", "<user>"),))
    assert named.hide("torch") == "torch"
    assert named.hide("/data/torch/x") == "/data/<user>/x"


def test_the_environment_may_be_shown_to_its_owner():
    assert SOMEBODY.shown("<prefix>/bin") == "~/projects/.venv/bin"
    assert SOMEBODY.shown("/srv/somebody/env") == "/srv/<user>/env"


def test_nothing_private_leaves_all_as_it_is():
    assert NOTHING_PRIVATE.hide("/home/somebody") == "/home/somebody"


PIECES = st.sampled_from(
    [
        "/home/somebody",
        "/projects/.venv",
        "somebody",
        "node17.example",
        "/",
        ":",
        " ",
        "a",
        "_",
        "-",
        ".",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_was_hidden_is_turned_back_whole(text):
    assert SOMEBODY.fill(SOMEBODY.hide(text)) == text


@given(st.lists(PIECES, max_size=12).map("".join))
def test_hiding_twice_changes_nothing_more(text):
    once = SOMEBODY.hide(text)
    assert SOMEBODY.hide(once) == once
