import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.facts.text.digest import Digest

GATES = ("rror", "annot", "not found")
FILLER = b"[ 12%] Building CXX object src/CMakeFiles/core.dir/kernel.cpp.o\n"
MIB = 1 << 20


def excerpt(*pieces, gates=GATES):
    digest = Digest(gates)
    for piece in pieces:
        digest.feed(piece)
    return digest.excerpt()


def texts(found):
    return {line.number: line.text for line in found.lines}


def filler(size):
    return FILLER * (size // len(FILLER))


def test_a_short_text_is_kept_but_for_its_empty_lines():
    found = excerpt(b"one\n\nthree\r\nfour")
    assert texts(found) == {1: "one", 3: "three", 4: "four"}
    assert found.total_lines == 4
    assert found.total_bytes == 16


def test_of_a_long_text_the_ends_and_the_telling_lines_are_kept():
    before, after = filler(3 * MIB), filler(3 * MIB)
    found = excerpt(
        b"first line\n", before, b"above\nfatal error: no\nbelow\n", after, b"last line"
    )
    kept = texts(found)
    number = before.count(b"\n") + 3
    assert kept[1] == "first line"
    assert kept[number] == "fatal error: no"
    assert (kept[number - 1], kept[number + 1]) == ("above", "below")
    assert kept[found.total_lines] == "last line"
    assert len(kept) < found.total_lines / 2


def test_lines_that_differ_in_numbers_alone_are_kept_a_few_times():
    many = b"".join(b"%d: error in step %d\n" % (i, i) for i in range(400_000))
    found = excerpt(filler(2 * MIB), many, b"undefined: error of another kind\n", filler(2 * MIB))
    kept = texts(found).values()
    assert sum("error in step" in text for text in kept) < 60_000
    assert any("another kind" in text for text in kept)


def test_one_line_of_many_megabytes_keeps_what_stands_around_a_gate():
    line = b"x" * (3 * MIB) + b" cannot open shared object " + b"y" * (3 * MIB)
    found = excerpt(line)
    assert [line.number for line in found.lines] == [1]
    assert "cannot open shared object" in found.lines[0].text
    assert len(found.lines[0].text) < 20_000


def test_memory_is_bounded_by_what_is_kept():
    randomness = random.Random(1)
    letters = b"abcdefghijklmnopqrstuvwxyz "
    block = b"".join(bytes(randomness.choices(letters, k=80)) + b" error\n" for _ in range(12_000))
    found = excerpt(*[block] * 20)
    assert sum(len(line.text) for line in found.lines) < 12 * MIB


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_powershell_writes_utf_16(encoding):
    data = ("\ufeff" + "ImportError: 找不到指定的模块。\r\nend\r\n").encode(encoding)
    found = excerpt(data[:7], data[7:])
    assert texts(found) == {1: "ImportError: 找不到指定的模块。", 2: "end"}


def test_a_pasted_byte_order_mark_is_not_part_of_the_line():
    assert texts(excerpt(b"\xef\xbb\xbfName: x\n")) == {1: "Name: x"}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000), st.lists(st.integers(1, 200), max_size=20))
def test_pieces_do_not_matter_and_nothing_breaks_it(data, cuts):
    whole = excerpt(data) if data else excerpt()
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(data[at : at + cut])
        at += cut
    pieces.append(data[at:])
    pieces = [piece for piece in pieces if piece]
    if len(data) < 2 or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return  # a mark that is cut in two is not seen
    assert excerpt(*pieces) == whole
    numbers = [line.number for line in whole.lines]
    assert numbers == sorted(set(numbers))
    assert all(line.text.isprintable() or "\x1b" not in line.text for line in whole.lines)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 4 * MIB), st.integers(1, 400))
def test_line_numbers_are_those_of_the_text(size, repeats):
    data = filler(size) + b"the error\n" * repeats + filler(2 * MIB)
    first = filler(size).count(b"\n") + 1
    found = texts(excerpt(data))
    assert found[first] == "the error"
    assert all(data.split(b"\n")[n - 1].decode() == text for n, text in list(found.items())[:50])
