"""What the libraries of the installed torch offer, asked name by name through their hash tables.

The loader asks the same question the same way; one name costs microseconds, however large the library.
Source: the GNU hash table as glibc's elf/dl-lookup.c reads it.
"""

from __future__ import annotations

from typing import List, Optional

from envdoctor.facts.blob import Blob, OutOfBounds
from envdoctor.facts.elf import Damaged, Elf, NotElf
from envdoctor.facts.elf_lookup import Lookup, gnu_hash
from envdoctor.facts.folders import Folders

TORCH_NAMES = (
    b"_ZN2at",
    b"_ZNK2at",
    b"_ZN3c10",
    b"_ZNK3c10",
    b"_ZNR3c10",
    b"_ZN5torch",
    b"_ZNK5torch",
    b"_ZNR5torch",
    b"_ZTIN2at",
    b"_ZTIN3c10",
    b"_ZTIN5torch",
    b"_ZTVN2at",
    b"_ZTVN3c10",
    b"_ZTVN5torch",
    b"_Z16THPVariable_Wrap",
    b"THPVariable",
)
"""How the names begin that only torch's libraries offer."""

_LIBRARIES = (
    "libc10.so",
    "libtorch_cpu.so",
    "libtorch_python.so",
    "libc10_cuda.so",
    "libtorch_cuda.so",
    "libtorch_cuda_cpp.so",
    "libtorch_cuda_cu.so",
    "libtorch.so",
)
"""Those that an extension of torch can be linked against, in the order of their share."""
_MAIN = frozenset(_LIBRARIES[:3])


class TorchSymbols:
    """The names that one torch offers; each library is opened when it is first asked."""

    def __init__(self, folders: Folders, torch: str) -> None:
        """`torch` is the folder of the package; "" when there is none."""
        self._root = folders.root
        self._folder = f"{torch}/lib"
        names = folders.names(self._folder) if torch else ()
        self._names = [name for name in _LIBRARIES if name in names]
        self._blobs: List[Blob] = []
        self._lookups: List[Optional[Lookup]] = []
        self._build = ("", 0)
        # Without its main parts nothing is proven by a name that is nowhere.
        self.complete = _MAIN.issubset(self._names)
        """Whether all libraries that were asked could be read."""

    def is_for(self, machine: str, bits: int) -> bool:
        """Whether its libraries are there, and for this processor."""
        if not self.complete:
            return False
        self._lookup(0)
        return self._build == (machine, bits)

    def has(self, name: bytes) -> bool:
        """Whether any of them offers the name; in doubt yes."""
        hashed = gnu_hash(name)
        try:
            for index in range(len(self._names)):
                lookup = self._lookup(index)
                if lookup is not None and lookup.has(name, hashed):
                    return True
        except (OSError, NotElf, Damaged, OutOfBounds):
            self.complete = False
        return not self.complete

    def close(self) -> None:
        """Close the libraries."""
        for blob in self._blobs:
            blob.close()

    def _lookup(self, index: int) -> Optional[Lookup]:
        while len(self._lookups) <= index:
            name = self._names[len(self._lookups)]
            blob = self._root.open_binary(f"{self._folder}/{name}")
            self._blobs.append(blob)
            elf = Elf(blob)
            if not self._lookups:
                self._build = (elf.machine, elf.bits)
            # A library that only leads to others has no table.
            is_empty = not elf.places.gnu_hash and name not in _MAIN
            self._lookups.append(None if is_empty else Lookup(elf))
        return self._lookups[index]
