"""Questions about the symbols that tell what an extension was built for: `tables.symbols`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import numbers, public
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterable, List, Optional, Tuple

_STRING = "std::basic_string<char, std::char_traits<char>, std::allocator<char> >"
_CXX11_STRING = _STRING.replace("std::basic", "std::__cxx11::basic")

OLD = "old"
CXX11 = "cxx11"


class Telltale(NamedTuple):
    """A symbol whose presence among those that an extension wants tells what it was built for."""

    symbol: str
    """Mangled; of a group of symbols, what all of them begin with."""
    is_prefix: bool
    name: str
    """As a person writes it: "c10::GradMode::is_enabled()"."""
    library: str
    """Who offers it: "c10", "torch_cpu", "torch_python", "c10_cuda" or "python"."""
    first: str
    """First minor release that offers it; "" when as old as the table looks."""
    last: str
    """Last minor release that offers it; "" when it is still there."""
    abi: str
    """"old" or "cxx11" where the name holds a std::string, else ""."""
    certainty: str
    source: str
    as_of: str

    def offered_by(self, release: str) -> bool:
        """Whether that minor release of the library offers it, its C++ ABI left aside."""
        own = numbers(public(release))[:2]
        above = not self.first or own >= numbers(self.first)
        return above and (not self.last or own <= numbers(self.last))


class Range(NamedTuple):
    """The minor releases of torch that offer everything that was asked for."""

    first: str
    """"" when as old as the table looks."""
    last: str
    """"" when the newest looked at still does."""
    lower: Tuple[Telltale, ...]
    """The symbols that set the lower end."""
    upper: Tuple[Telltale, ...]
    """The symbols that set the upper end."""

    @property
    def text(self) -> str:
        """As comparisons: ">=1.10, <=2.1", "==1.13", ">=2.6", "<=2.1"; "" when nothing bounds it."""
        if self.first and self.first == self.last:
            return f"=={self.first}"
        bounds = [f">={self.first}"] * bool(self.first) + [f"<={self.last}"] * bool(self.last)
        return ", ".join(bounds)


class Symbols:
    """What the table symbols.toml knows."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: Optional[Dict[str, Telltale]] = None

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    @property
    def newest(self) -> str:
        """The newest torch whose libraries were looked at."""
        looked_at: List[str] = self._document.block("looked_at")["torch"]
        return looked_at[-1]

    def all(self) -> Tuple[Telltale, ...]:
        """Every telltale, in the order of the table."""
        return tuple(self._by_symbol().values())

    def names(self) -> Tuple[Tuple[bytes, ...], Tuple[bytes, ...]]:
        """What a reader of files looks for: whole symbols, and what groups of them begin with."""
        rows = self._document.rows("symbol")
        return (
            tuple(row["symbol"].encode() for row in rows if "symbol" in row),
            tuple(row["prefix"].encode() for row in rows if "prefix" in row),
        )

    def torch_range_of(self, wanted: Iterable[str]) -> Range:
        """The minor releases of torch that offer all of these telltales; others are passed over.

        A range whose first lies above its last is of no torch: the file mixes several.
        """
        found = [item for item in self._found(wanted) if item.library != "python"]
        first = max((item.first for item in found if item.first), key=numbers, default="")
        last = min((item.last for item in found if item.last), key=numbers, default="")
        return Range(
            first,
            last,
            tuple(item for item in found if first and item.first == first),
            tuple(item for item in found if last and item.last == last),
        )

    def missing_from(self, wanted: Iterable[str], torch: str) -> Tuple[Telltale, ...]:
        """Telltales that the named torch does not offer; () for one newer than the table."""
        if numbers(public(torch))[:2] > numbers(self.newest)[:2]:
            return ()
        return tuple(
            item
            for item in self._found(wanted)
            if item.library != "python" and not item.offered_by(torch)
        )

    def abi_of(self, wanted: Iterable[str]) -> str:
        """The C++ ABI of an extension that wants these: "old", "cxx11", "" when they do not tell."""
        abis = {item.abi for item in self._found(wanted) if item.abi}
        return abis.pop() if len(abis) == 1 else ""

    def abi_of_torch(self, torch: str, variant: str, machine: str) -> str:
        """The C++ ABI of PyTorch's own Linux wheels; "" where it is not established."""
        own = numbers(public(torch))[:2]
        for row in self._document.rows("abi"):
            above = "first" not in row or own >= numbers(row["first"])
            if not above or ("last" in row and own > numbers(row["last"])):
                continue
            if machine in row.get("machines", (machine,)) and variant in row.get(
                "variants", (variant,)
            ):
                found: str = row["abi"]
                return found
        return ""

    def _found(self, wanted: Iterable[str]) -> Tuple[Telltale, ...]:
        known = self._by_symbol()
        return tuple(known[symbol] for symbol in wanted if symbol in known)

    def _by_symbol(self) -> Dict[str, Telltale]:
        if self._known is None:
            self._known = {
                row.get("symbol") or row["prefix"]: Telltale(
                    symbol=row.get("symbol") or row["prefix"],
                    is_prefix="prefix" in row,
                    name=row["name"],
                    library=row["library"],
                    first=row.get("first", ""),
                    last=row.get("last", ""),
                    abi=row.get("abi", ""),
                    certainty=row["certainty"],
                    source=self._document.cite(row["source"]),
                    as_of=self._document.as_of_row(row),
                )
                for row in self._document.rows("symbol")
            }
        return self._known


def readable(symbol: str) -> str:
    """The symbol as a person writes it; unchanged where it is not understood."""
    from envdoctor.compat.demangling.parser import demangle

    text = demangle(symbol)
    if text is None:
        return symbol
    return text.replace(_CXX11_STRING, "std::string").replace(_STRING, "std::string")
