"""Headers of shared libraries: what they say, and what is said of those that say nonsense."""

import pytest

from envdoctor.facts.elf import Damaged, Elf, Need, NotElf
from envdoctor.facts.elf_lookup import Lookup, gnu_hash
from envdoctor.facts.elf_symbols import Wanted, defined, undefined, unresolved
from tests.support.binaries import FATBIN, KIND_AT, MACHINE_AT, TINY, blob, content, patched

DATA = content(TINY)
ZERO = b"_ZN2at4_ops5zero_4callERNS_6TensorE"
FIRST_NEEDED_AT = 0xE50
ERROR = b"_ZN3c105ErrorC2ENS_14SourceLocationESs"


def test_what_the_loader_reads():
    elf = Elf(blob(DATA))
    assert (elf.bits, elf.machine, elf.kind) == (64, "x86_64", "shared")
    assert elf.needed == ("libm.so.6", "libc.so.6")
    assert elf.soname == "_ext.so"
    assert (elf.rpath, elf.runpath) == ((), ("$ORIGIN/lib", "/opt/lib"))
    assert elf.needs == (Need("libc.so.6", "GLIBC_2.14"),)
    assert ".dynsym" in [section.name for section in elf.sections()]


def test_symbols_wanted_and_offered():
    elf = Elf(blob(DATA))
    assert set(undefined(elf)) == {
        Wanted(b"memcpy", False),
        Wanted(b"optional_one", True),
        Wanted(ZERO, False),
        Wanted(ERROR, False),
    }
    assert undefined(elf, (b"_ZN2at", b"_ZNK2at")) == (Wanted(ZERO, False),)
    assert defined(elf) == {b"offered", b"offered_too"}
    assert defined(elf, b"offered_") == {b"offered_too"}
    assert set(unresolved(elf, {b"memcpy"}, b"")) == {ZERO, ERROR}


def test_one_name_is_asked_through_the_hash_table():
    lookup = Lookup(Elf(blob(DATA)))
    for name, offered in (
        (b"offered", True),
        (b"offered_too", True),
        (b"offere", False),
        (b"memcpy", False),
        (ZERO, False),
    ):
        assert lookup.has(name, gnu_hash(name)) is offered


def test_the_hash_of_a_name():
    # The examples of the GNU hash section's description: "" is 5381, "printf" 0x156b2bb8.
    assert gnu_hash(b"") == 5381
    assert gnu_hash(b"printf") == 0x156B2BB8
    value = 5381
    for byte in b"n" * 1000:
        value = (value * 33 + byte) % 2**32
    assert gnu_hash(b"n" * 1000) == value


def test_another_machine_is_named():
    assert Elf(blob(patched(DATA, MACHINE_AT, "<H", 183))).machine == "aarch64"
    assert Elf(blob(patched(DATA, MACHINE_AT, "<H", 4242))).machine == "machine 4242"
    assert Elf(blob(patched(DATA, KIND_AT, "<H", 2))).kind == "executable"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "it is empty"),
        (b"version https://git-lfs.github.com/spec/v1\n", "does not begin as an ELF file"),
        (content(FATBIN), "does not begin as an ELF file"),
    ],
)
def test_what_is_no_elf_file(data, problem):
    with pytest.raises(NotElf, match=problem):
        Elf(blob(data))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (DATA[:10], "cut off after 10 bytes"),
        (DATA[:40], "the file ends at 40"),
        (DATA[: len(DATA) // 3], "it is cut off"),
        (patched(DATA, 4, "<B", 7), "unknown class 7"),
        (patched(DATA, 5, "<B", 2), "big-endian"),
        (patched(DATA, 20, "<I", 9), "unknown version 9"),
        (patched(DATA, 54, "<H", 32), "program headers have 32 bytes"),
        (patched(DATA, 56, "<H", 0), "no loadable segment"),
        (patched(DATA, 56, "<H", 60000), "60000 segments"),
        (patched(DATA, 32, "<Q", 2**63), "the file ends at"),
    ],
)
def test_damage_is_named(data, problem):
    with pytest.raises(Damaged, match=problem):
        Elf(blob(data))


def test_a_file_without_its_section_table_is_read_all_the_same():
    elf = Elf(blob(patched(DATA, 40, "<Q", len(DATA) + 5)))
    assert elf.sections() == ()
    assert elf.soname == "_ext.so"
    assert len(undefined(elf)) == 4


def test_a_name_outside_the_names_is_damage():
    with pytest.raises(Damaged, match="lies outside"):
        Elf(blob(patched(DATA, FIRST_NEEDED_AT + 8, "<Q", 10**9)))
