"""Parts of a demangled name, and the cursor that reads a symbol's letters."""

from __future__ import annotations

from typing import Optional, Tuple

from envdoctor.record import NamedTuple


class Unsupported(Exception):
    """The symbol has a part that is not read here."""


class Type(NamedTuple):
    """A type as the text before and after the place of a declared name."""

    left: str
    right: str = ""
    is_function: bool = False
    """Whether a pointer to it needs parentheses."""
    pack: Optional[Tuple["Type", ...]] = None
    """The members of a parameter pack."""

    @property
    def text(self) -> str:
        """The type, as it stands in a list of parameters."""
        if self.pack is not None:
            return ", ".join(member.text for member in self.pack)
        return self.left + self.right


class Name(NamedTuple):
    """A name of a function, a variable or a type."""

    text: str
    base: str
    """The last part alone, which constructors repeat."""
    is_template: bool
    has_return: bool
    """Whether the encoding of a function template says what it returns."""
    qualifiers: str = ""
    """" const", " &": what follows the parameters of a member function."""


class Cursor:
    """A symbol, read from left to right; past its end an `IndexError` says so."""

    def __init__(self, symbol: str, place: int) -> None:
        self._symbol = symbol
        self._place = place

    def at_end(self) -> bool:
        """Whether all letters are read."""
        return self._place == len(self._symbol)

    def digits(self) -> int:
        """The number that follows; raises `ValueError` when there is none."""
        start = self._place
        while not self.at_end() and self._symbol[self._place] in "0123456789":
            self._place += 1
        return int(self._symbol[start : self._place])

    def take(self, code: str) -> bool:
        """Whether these letters follow; they are then read."""
        found = self._symbol.startswith(code, self._place)
        self._place += len(code) if found else 0
        return found

    def expect(self, code: str) -> None:
        """Read these letters; raises `Unsupported` when others follow."""
        if not self.take(code):
            raise Unsupported

    def peek(self, count: int = 1) -> str:
        """The letters that follow; raises `IndexError` at the end."""
        if self.at_end():
            raise IndexError
        return self._symbol[self._place : self._place + count]

    def peek_or_end(self) -> str:
        """The letter that follows, "" at the end."""
        return self._symbol[self._place : self._place + 1]

    def qualifiers(self) -> str:
        """The words of the qualifiers that follow: " const", " const volatile", ""."""
        found = ""
        for code, word in (("r", " restrict"), ("V", " volatile"), ("K", " const")):
            if self.take(code):
                found = word + found
        return found

    def offsets(self, count: int) -> None:
        """Pass over the offsets that a thunk adds."""
        for _ in range(count):
            self.take("n")
            self.digits()
            self.expect("_")


def each(kind: Type, suffix: str) -> Type:
    """The type with "*", "&", "&&" or a qualifier (" const") added; of a pack, every member."""
    if kind.pack is not None:
        return Type("", pack=tuple(each(member, suffix) for member in kind.pack))
    if suffix in ("&", "&&") and kind.left.endswith("&"):
        # A reference to a reference is one: only two rvalue references stay such.
        is_rvalue = suffix == "&&" and kind.left.endswith("&&")
        return kind._replace(left=kind.left.rstrip("&") + ("&&" if is_rvalue else "&"))
    if suffix.startswith(" "):
        if kind.is_function or kind.left.endswith(suffix):
            raise Unsupported
        return kind._replace(left=kind.left + suffix)
    if kind.is_function:
        space = " " if kind.right.startswith("[") else ""
        return Type(f"{kind.left}({suffix}", f"){space}{kind.right}")
    return kind._replace(left=kind.left + suffix)


def base_of(text: str) -> str:
    """The last part without its arguments: of "std::vector<int>" that is "vector"."""
    plain = text.partition("<")[0]
    return plain.rpartition("::")[2]
