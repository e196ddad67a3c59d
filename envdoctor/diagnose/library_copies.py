"""Libraries of torch of which LD_LIBRARY_PATH holds another copy."""

from typing import List, Optional, Sequence, Tuple

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.model.facts import Facts, SharedLibrary
from envdoctor.record import NamedTuple

_SHOWN = 3


class Double(NamedTuple):
    """A library in LD_LIBRARY_PATH, and the version of it that torch brings."""

    other: SharedLibrary
    own: str
    """"" where neither its file nor its distribution tells."""

    @property
    def is_same(self) -> Optional[bool]:
        """Whether both are of one version; None where one of them is not known."""
        if not self.own or not self.other.version:
            return None
        return all(a == b for a, b in zip(numbers(self.own), numbers(self.other.version)))

    @property
    def fights(self) -> bool:
        """Whether it takes the place of torch's own, and is another or may be."""
        if self.is_same or self.other.taken is False:
            return False
        return self.is_same is False or bool(self.other.taken)


def doubles(facts: Facts, tables: Tables, found: Tuple[SharedLibrary, ...]) -> Tuple[Double, ...]:
    """What is in LD_LIBRARY_PATH and comes with torch too."""
    own = {library.name: library for library in facts.cuda_libraries.value or ()}
    return tuple(
        Double(other, _own_version(facts, tables, own[other.name]))
        for other in found
        if other.name in own and _is_comparable(tables, other.name)
    )


def _is_comparable(tables: Tables, name: str) -> bool:
    """Not the libraries of profilers, whose files say no version of CUDA."""
    known = tables.shared_libraries.cuda_library(name)
    return known is None or known.numbered_alike


def _own_version(facts: Facts, tables: Tables, library: SharedLibrary) -> str:
    """As the file's name says, else as the distribution that brings it."""
    known = tables.shared_libraries.cuda_library(library.name)
    if library.version or known is None:
        return library.version
    for item in facts.distributions.value or ():
        if known.is_brought_by(item.name):
            return item.version
    return ""


def names(found: Sequence[Double]) -> str:
    """The libraries with their versions, the first of them."""
    texts: List[str] = [f"{pair.other.name} {pair.other.version}".rstrip() for pair in found]
    return ", ".join(texts[:_SHOWN]) + (" ..." if len(texts) > _SHOWN else "")
