"""ld.so.cache made by hand, whole and damaged."""

import random
from struct import pack

import pytest

from envdoctor.facts.loader_cache import LoaderCache, NoCache

X86_64, X32, AARCH64 = 0x0303, 0x0803, 0x0A03


def cache(*entries, before=b""):
    """A table of (flags, name, path); every name is the tail of its path, as glibc 2.33+ writes it."""
    start = 48 + 24 * len(entries)
    strings, rows = b"", b""
    for flags, name, path in entries:
        value = start + len(strings)
        key = value + len(path) - len(name)
        strings += path.encode() + b"\0"
        rows += pack("<iIIIQ", flags, key, value, 0, 0)
    head = b"glibc-ld.so.cache1.1" + pack("<IIBxxxI12x", len(entries), len(strings), 2, 0)
    return before + head + rows + strings


WHOLE = cache(
    (X86_64, "libGL.so.1", "/usr/lib/x86_64-linux-gnu/libGL.so.1"),
    (AARCH64, "libGL.so.1", "/usr/lib/aarch64-linux-gnu/libGL.so.1"),
    (X86_64, "libz.so.1", "/opt/first/libz.so.1"),
    (X86_64, "libz.so.1", "/opt/second/libz.so.1"),
)


def test_the_processor_decides():
    assert LoaderCache(WHOLE, "x86_64").find("libGL.so.1") == "/usr/lib/x86_64-linux-gnu/libGL.so.1"
    assert (
        LoaderCache(WHOLE, "aarch64").find("libGL.so.1") == "/usr/lib/aarch64-linux-gnu/libGL.so.1"
    )
    assert LoaderCache(WHOLE, "aarch64").find("libz.so.1") == ""


def test_the_first_of_several_is_taken():
    assert LoaderCache(WHOLE, "x86_64").find("libz.so.1") == "/opt/first/libz.so.1"


def test_the_end_of_another_name_is_no_name():
    assert LoaderCache(WHOLE, "x86_64").find("GL.so.1") == ""


def test_an_old_table_before_it_is_passed_over():
    both = cache(
        (X86_64, "libz.so.1", "/lib/libz.so.1"), before=b"ld.so-1.7.0\0" + pack("<I", 0) + bytes(8)
    )
    assert LoaderCache(both, "x86_64").find("libz.so.1") == "/lib/libz.so.1"


@pytest.mark.parametrize("content", [b"", b"ld.so-1.7.0\0", WHOLE[:30], b"glibc-ld.so.cache1.0"])
def test_what_the_loader_does_not_read(content):
    with pytest.raises(NoCache):
        LoaderCache(content, "x86_64")


def ask(content):
    try:
        found = LoaderCache(content, "x86_64")
    except NoCache:
        return
    assert all(isinstance(name, str) for name in found.names())
    for name in ("libGL.so.1", "libz.so.1", ""):
        assert isinstance(found.find(name), str)


def test_a_cache_cut_anywhere_raises_nothing_else():
    for end in range(len(WHOLE)):
        ask(WHOLE[:end])


def test_flipped_bytes_raise_nothing_else():
    dice = random.Random(3)
    for _ in range(3000):
        content = bytearray(WHOLE)
        for _ in range(dice.randint(1, 6)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        ask(bytes(content))
