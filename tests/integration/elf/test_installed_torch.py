"""The table of telltales beside the libraries of the torch that is installed here; it is not imported."""

import importlib.util
import os
import sys

import pytest

from envdoctor.compat.symbols import OLD
from envdoctor.compat.tables import Tables
from envdoctor.facts.blob import FileBlob
from envdoctor.facts.elf import Elf
from envdoctor.facts.elf_symbols import defined
from envdoctor.facts.folders import Folders
from envdoctor.facts.root import Root
from envdoctor.facts.torch_symbols import TorchSymbols

SPEC = importlib.util.find_spec("torch")
pytestmark = pytest.mark.skipif(
    SPEC is None or not sys.platform.startswith("linux"), reason="no torch for Linux is installed"
)


def _folder():
    return os.path.dirname(SPEC.origin)


def _version():
    with open(os.path.join(_folder(), "version.py"), encoding="utf-8") as file:
        line = next(line for line in file if line.startswith("__version__"))
    return line.split("=")[1].strip().strip("'\"")


def _offered(library):
    path = os.path.join(_folder(), "lib", f"lib{library}.so")
    if not os.path.isfile(path):
        return None
    with FileBlob.open(path) as blob:
        return defined(Elf(blob), (b"_ZN", b"_ZT", b"_Z16THP"))


def test_the_table_says_what_the_libraries_say():
    symbols, version = Tables().symbols, _version()
    libraries = {name: _offered(name) for name in ("c10", "torch_cpu", "torch_python", "c10_cuda")}
    asked = TorchSymbols(Folders(Root()), _folder())
    everything = frozenset().union(*filter(None, libraries.values()))
    abis = set()
    for told in symbols.all():
        if libraries.get(told.library) is None or told.is_prefix:
            continue
        offered = told.symbol.encode() in everything
        assert asked.has(told.symbol.encode()) is offered, told.symbol
        if told.abi:
            abis.update([told.abi] if offered else [])
        else:
            assert told.offered_by(version) is offered, told.symbol
    asked.close()
    assert len(abis) == 1
    assert (OLD in abis) is (b"_ZN3c105ErrorC2ENS_14SourceLocationESs" in everything)
