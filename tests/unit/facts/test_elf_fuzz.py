"""Files that anybody could have damaged or made: an answer or a typed error, never anything else."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.facts.blob import OutOfBounds
from envdoctor.facts.elf import Damaged, Elf, NotElf
from envdoctor.facts.elf_lookup import Lookup, gnu_hash
from envdoctor.facts.elf_symbols import defined, undefined
from envdoctor.facts.fatbin import read_fatbin, read_gpu_code
from envdoctor.facts.object_format import format_of
from tests.support.binaries import FATBIN, KERNELS, TINY, blob, content

SAMPLES = {path: content(path) for path in (TINY, KERNELS, FATBIN)}
NONSENSE = (b"\xff" * 8, b"\x00" * 8, b"\x7f" + b"\xff" * 7, b"\x01\x00\x00\x00\x00\x00\x00\x80")


def _read_all(data):
    format_of(blob(data))
    read_fatbin(blob(data))
    try:
        elf = Elf(blob(data))
        undefined(elf)
        defined(elf)
        read_gpu_code(elf)
        lookup = Lookup(elf)
        for name in (b"offered", b"run", b"nothing"):
            lookup.has(name, gnu_hash(name))
    except (NotElf, Damaged, OutOfBounds):
        return


@given(st.sampled_from(sorted(SAMPLES)), st.data())
@settings(max_examples=300, deadline=None)
def test_flipped_bytes(path, data):
    changed = bytearray(SAMPLES[path])
    places = data.draw(st.lists(st.integers(0, len(changed) - 1), min_size=1, max_size=12))
    for place in places:
        changed[place] = data.draw(st.integers(0, 255))
    _read_all(changed)


@given(st.sampled_from(sorted(SAMPLES)), st.data())
@settings(max_examples=300, deadline=None)
def test_records_of_nonsense_in_the_headers(path, data):
    changed = bytearray(SAMPLES[path])
    for place in data.draw(
        st.lists(st.integers(0, min(len(changed), 4096) // 4 - 2), min_size=1, max_size=4)
    ):
        changed[place * 4 : place * 4 + 8] = data.draw(st.sampled_from(NONSENSE))
    _read_all(changed)


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 20_000))
@settings(max_examples=200, deadline=None)
def test_files_cut_off(path, size):
    _read_all(SAMPLES[path][:size])


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_anything_after_the_magic(tail):
    _read_all(b"\x7fELF\x02\x01\x01" + tail)


@pytest.mark.parametrize("offset", range(0x100, 0x400, 8))
def test_no_count_makes_it_take_more_memory_than_the_file_is_worth(offset):
    changed = bytearray(SAMPLES[TINY])
    changed[offset : offset + 8] = b"\xff\xff\xff\x7f\x00\x00\x00\x00"
    tracemalloc.start()
    try:
        _read_all(changed)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
