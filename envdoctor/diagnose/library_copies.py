"""Libraries of torch of which LD_LIBRARY_PATH holds another copy."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.model.facts import Facts
from envdoctor.model.machine import SharedLibrary
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, List, Optional, Sequence, Tuple

_SHOWN = 3


class Double(NamedTuple):
    """A library in LD_LIBRARY_PATH, and the version of it that torch brings."""

    other: SharedLibrary
    own: str
    """"" where neither its file nor its distribution tells."""

    one_build: bool
    """Whether only the very version fits, not a newer one."""

    @property
    def fights(self) -> bool:
        """Whether it takes the place of torch's own, and does not do as well, or may not."""
        if self.other.taken is False:
            return False
        if not self.own or not self.other.version:
            return bool(self.other.taken)
        pairs = list(zip(numbers(self.other.version), numbers(self.own)))
        if all(other == own for other, own in pairs):
            return False
        # What is opened by name later is looked for in LD_LIBRARY_PATH first.
        return self.one_build or (
            bool(self.other.taken) and next(a < b for a, b in pairs if a != b)
        )


def doubles(facts: Facts, tables: Tables, found: Tuple[SharedLibrary, ...]) -> Tuple[Double, ...]:
    """What is in LD_LIBRARY_PATH and comes with torch too."""
    own = {library.name: library for library in facts.cuda_libraries.value or ()}
    return tuple(_doubles(facts, tables, [(other, own.get(other.name)) for other in found]))


def _doubles(
    facts: Facts,
    tables: Tables,
    pairs: Sequence[Tuple[SharedLibrary, Optional[SharedLibrary]]],
) -> Iterator[Double]:
    for other, own in pairs:
        known = tables.shared_libraries.cuda_library(other.name)
        # The files of profilers' libraries say no version of CUDA.
        if own is not None and (known is None or known.numbered_alike):
            one_build = known is None or known.one_build
            yield Double(other, _own_version(facts, tables, own), one_build)


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
