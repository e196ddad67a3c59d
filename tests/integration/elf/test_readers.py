"""The readers beside those that the field trusts: pyelftools and c++filt, over real libraries."""

import glob
import os
import random
import shutil
import subprocess
import sys

import pytest
from elftools.common.exceptions import ELFError
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

from envdoctor.compat.demangling.parser import demangle
from envdoctor.facts.blob import FileBlob
from envdoctor.facts.elf import Damaged, Elf
from envdoctor.facts.elf_symbols import defined, undefined

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux is full of ELF files to read"
)
MAX_BYTES = 64 * 1024 * 1024
FOLDERS = (
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/lib64",
    "/lib",
)
_MACHINES = {"EM_X86_64": "x86_64", "EM_AARCH64": "aarch64", "EM_386": "i386"}


def _libraries():
    """Shared libraries of the system and of this Python's packages, a sample that stays the same."""
    own = glob.glob(os.path.join(sys.prefix, "lib", "**", "*.so*"), recursive=True)
    system = [path for folder in FOLDERS for path in glob.glob(f"{folder}/*.so.*")]
    found = sorted({os.path.realpath(path) for path in own + system if os.path.isfile(path)})
    found = [path for path in found if os.path.getsize(path) < MAX_BYTES and _is_elf(path)]
    return random.Random(0).sample(found, min(len(found), 200))


def _is_elf(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def _as_pyelftools_reads(file):
    elf = ELFFile(file)
    found = {
        "machine": _MACHINES.get(elf["e_machine"]),
        "needed": [],
        "soname": "",
        "runpath": [],
        "rpath": [],
    }
    dynamic = next(s for s in elf.iter_sections() if isinstance(s, DynamicSection))
    for tag in dynamic.iter_tags():
        if tag.entry.d_tag == "DT_NEEDED":
            found["needed"].append(tag.needed)
        elif tag.entry.d_tag == "DT_SONAME":
            found["soname"] = tag.soname
        elif tag.entry.d_tag in ("DT_RUNPATH", "DT_RPATH"):
            name = tag.entry.d_tag[3:].lower()
            found[name] = [part for part in getattr(tag, name).split(":") if part]
    needs = elf.get_section_by_name(".gnu.version_r")
    assert needs is None or isinstance(needs, GNUVerNeedSection)
    found["needs"] = [
        (n.name, part.name)
        for n, parts in (needs.iter_versions() if needs else ())
        for part in parts
    ]
    symbols = elf.get_section_by_name(".dynsym")
    found["undefined"], found["defined"] = set(), set()
    for symbol in symbols.iter_symbols():
        bound = symbol["st_info"]["bind"]
        if symbol.name and symbol["st_shndx"] == "SHN_UNDEF":
            found["undefined"].add((symbol.name, bound == "STB_WEAK"))
        elif symbol.name and bound != "STB_LOCAL":
            found["defined"].add(symbol.name)
    return found


def _as_we_read(path):
    with FileBlob.open(path) as blob:
        elf = Elf(blob)
        return {
            "machine": elf.machine,
            "needed": list(elf.needed),
            "soname": elf.soname,
            "runpath": list(elf.runpath),
            "rpath": list(elf.rpath),
            "needs": [(need.library, need.version) for need in elf.needs],
            "undefined": {(item.name.decode(), item.weak) for item in undefined(elf)},
            "defined": {name.decode() for name in defined(elf)},
        }


def test_pyelftools_reads_the_same_in_real_libraries():
    compared = 0
    for path in _libraries():
        with open(path, "rb") as file:
            try:
                theirs = _as_pyelftools_reads(file)
            except (ELFError, StopIteration, AttributeError):
                # A separate file of debug symbols has headers without the bytes they speak of.
                continue
        try:
            ours = _as_we_read(path)
        except Damaged as error:
            pytest.fail(f"{path}: {error}")
        assert ours == theirs, path
        compared += 1
    assert compared >= 20


@pytest.mark.skipif(not shutil.which("c++filt"), reason="c++filt is not on this machine")
def test_cppfilt_writes_the_same_names():
    names = sorted(set(_symbols()))
    assert len(names) > 1000
    theirs = subprocess.run(
        ["c++filt"], input="\n".join(names), capture_output=True, text=True, check=True
    ).stdout.split("\n")
    ours = [demangle(name) for name in names]
    wrong = [(n, o, t) for n, o, t in zip(names, ours, theirs) if o is not None and o != t]
    assert wrong == []
    assert sum(name is not None for name in ours) > len(names) // 2


def _symbols():
    """Mangled names of libstdc++ and, where it is installed, of torch."""
    torch = glob.glob(os.path.join(sys.prefix, "lib", "*", "*", "torch", "lib", "*.so"))
    for path in [
        *torch,
        *(path for folder in FOLDERS for path in glob.glob(f"{folder}/libstdc++.so.6")),
    ]:
        with FileBlob.open(path) as blob:
            elf = Elf(blob)
            names = [*defined(elf, b"_Z"), *(item.name for item in undefined(elf, b"_Z"))]
            yield from (name.decode() for name in sorted(names)[:50_000])
