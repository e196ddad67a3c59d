"""Readable names of C++ symbols: the common part of the Itanium mangling, written as c++filt writes it.

Nested names, templates, constructors, operators, built-in types, pointers, references, functions,
literals and substitutions. What goes beyond (lambdas, expressions, local names) is left mangled.
Source: Itanium C++ ABI, chapter 5.1 (external names).
"""

from __future__ import annotations

from typing import List, Optional, Tuple

from envdoctor.compat.demangling.codes import (
    ABBREVIATIONS,
    BUILTINS,
    INTEGER_SUFFIXES,
    OPERATORS,
    SPECIALS,
    WIDE_BUILTINS,
)
from envdoctor.compat.demangling.pieces import Cursor, Name, Type, Unsupported, base_of, each

_MAX_DEPTH = 64
_MAX_SYMBOL = 1024  # c++filt itself gives up on some that are longer
_MAX_TEXT = 65_536


def demangle(symbol: str) -> Optional[str]:
    """The name as c++filt prints it; None for what is not mangled or not read here."""
    if not symbol.startswith("_Z") or len(symbol) > _MAX_SYMBOL:
        return None
    parser = _Parser(symbol)
    try:
        text = parser.symbol()
    except (Unsupported, IndexError, ValueError, RecursionError):
        return None
    return text if parser.at_end() else None


class _Parser(Cursor):
    """One symbol, read by the grammar's rules."""

    def __init__(self, symbol: str) -> None:
        super().__init__(symbol, 2)
        self._seen: List[Type] = []
        self._params: Tuple[Type, ...] = ()
        self._depth = 0

    def symbol(self) -> str:
        for code, words in SPECIALS.items():
            if self.take(code):
                self.offsets({"Th": 1, "Tv": 2}.get(code, 0))
                inner = self._type().text if code in ("TV", "TI", "TS", "TT") else self._encoding()
                return words + inner
        return self._encoding()

    def _encoding(self) -> str:
        name = self._name(tag=True)
        if self.at_end() or self.peek() == "E":
            return name.text + name.qualifiers
        returned = self._type() if name.is_template and name.has_return else None
        head = f"{name.text}({self._parameters()}){name.qualifiers}"
        if returned is None:
            return head
        space = "" if returned.left.endswith("*") and returned.right else " "
        return f"{returned.left}{space}{head}{returned.right}"

    def _parameters(self) -> str:
        found = []
        while not self.at_end() and self.peek() != "E":
            found.append(self._type().text)
        return "" if found == ["void"] else ", ".join(text for text in found if text)

    def _name(self, *, tag: bool) -> Name:
        if self.take("N"):
            return self._nested(tag=tag)
        if self.peek() == "Z":
            raise Unsupported
        if self.peek() == "S" and self.peek(2) != "St":
            known = self._substitution()
            name = Name(known.text, base_of(known.text), is_template=False, has_return=True)
        else:
            prefix = "std::" if self.take("St") else ""
            name = self._unqualified("")
            name = name._replace(text=prefix + name.text)
            if self.peek_or_end() == "I":
                self._remember(Type(name.text))
        return self._with_arguments(name, tag=tag) if self.peek_or_end() == "I" else name

    def _nested(self, *, tag: bool) -> Name:
        qualifiers = self.qualifiers()
        qualifiers += " &&" if self.take("O") else " &" if self.take("R") else ""
        name = Name("", "", is_template=False, has_return=True)
        while not self.take("E"):
            following = self.peek()
            if following == "I":
                name = self._with_arguments(name, tag=tag)
            elif following == "S" and self.take("St"):
                name = name._replace(text="std", base="std")
                continue
            elif following in "ST" and not name.text:
                known = self._substitution() if following == "S" else self._parameter()
                name = name._replace(text=known.text, base=base_of(known.text))
                if following == "S":
                    continue
            else:
                part = self._unqualified(name.base)
                text = f"{name.text}::{part.text}" if name.text else part.text
                name = part._replace(text=text)
            self._remember(Type(name.text))
        if self._seen and self._seen[-1].text == name.text:
            self._seen.pop()
        return name._replace(qualifiers=qualifiers)

    def _with_arguments(self, name: Name, *, tag: bool) -> Name:
        arguments = self._arguments()
        if tag:
            self._params = arguments
        inner = ", ".join(text for text in (argument.text for argument in arguments) if text)
        space = " " if name.text.endswith("<") else ""
        # An empty pack at the end makes c++filt forget the space between two brackets.
        is_open = inner.endswith(">") and arguments[-1].pack != ()
        end = " >" if is_open else ">"
        text = f"{name.text}{space}<{inner}{end}"
        if len(text) > _MAX_TEXT:
            raise Unsupported
        return name._replace(text=text, is_template=True)

    def _arguments(self) -> Tuple[Type, ...]:
        self.expect("I")
        return self._members()

    def _members(self) -> Tuple[Type, ...]:
        found = []
        while not self.take("E"):
            found.append(self._argument())
        return tuple(found)

    def _argument(self) -> Type:
        following = self.peek()
        if following == "L":
            return Type(self._literal())
        if following == "X":
            raise Unsupported
        return Type("", pack=self._members()) if self.take("J") else self._type()

    def _unqualified(self, owner: str) -> Name:
        following = self.peek()
        has_return = True
        if following.isdigit():
            size = self.digits()
            text = self._symbol[self._place : self._place + size]
            if len(text) != size or not size:
                raise Unsupported
            self._place += size
            text = "(anonymous namespace)" if text.startswith("_GLOBAL__N") else text
        elif following in "CD" and owner:
            code = self.peek(2)
            if code not in ("C1", "C2", "C3", "D0", "D1", "D2"):
                raise Unsupported
            self._place += 2
            text, has_return = ("~" if following == "D" else "") + owner, False
        else:
            text, has_return = self._operator()
        base = text
        while self.take("B"):
            text += f"[abi:{self._unqualified('').text}]"
        return Name(text, base, is_template=False, has_return=has_return)

    def _operator(self) -> Tuple[str, bool]:
        if self.take("cv"):
            return f"operator {self._type().text}", False
        text = OPERATORS.get(self.peek(2))
        if text is None:
            raise Unsupported
        self._place += 2
        return f"operator{text}", True

    def _type(self) -> Type:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Unsupported
        found = self._simple() or self._compound()
        self._depth -= 1
        if len(found.left) > _MAX_TEXT:
            raise Unsupported
        return found

    def _simple(self) -> Optional[Type]:
        """Types that are no candidates for substitution."""
        following = self.peek()
        wide = WIDE_BUILTINS.get(self.peek(2))
        if wide is not None:
            self._place += 2
            return Type(wide)
        if following in BUILTINS:
            self._place += 1
            return Type(BUILTINS[following])
        if following == "S" and self.peek(2) != "St":
            known = self._substitution()
            return self._instance(known) if self.peek_or_end() == "I" else known
        return None

    def _compound(self) -> Type:
        """Types that later letters can refer back to."""
        following = self.peek()
        if following in "rVK":
            qualifiers = self.qualifiers()
            found = each(self._type(), qualifiers)
        elif following in "PRO":
            self.take(following)
            found = each(self._type(), {"P": "*", "R": "&", "O": "&&"}[following])
        elif following == "T":
            return self._of_parameter()
        elif following == "F":
            found = self._function()
        elif following == "A":
            found = self._array()
        elif self.take("Dp"):
            found = self._pattern()
        elif following.isdigit() or following in "NS":
            found = Type(self._name(tag=False).text)
        else:
            raise Unsupported
        return self._remember(found)

    def _of_parameter(self) -> Type:
        """A template's parameter; where that is a template itself, with its arguments."""
        found = self._remember(self._parameter())
        return self._instance(found) if self.peek_or_end() == "I" else found

    def _instance(self, template: Type) -> Type:
        name = Name(template.text, "", is_template=False, has_return=True)
        return self._remember(Type(self._with_arguments(name, tag=False).text))

    def _function(self) -> Type:
        self.expect("F")
        self.take("Y")
        returned = self._type()
        if returned.right:
            raise Unsupported
        parameters = self._parameters()
        self.expect("E")
        return Type(f"{returned.text} ", f"({parameters})", is_function=True)

    def _array(self) -> Type:
        self.expect("A")
        size = str(self.digits())
        self.expect("_")
        element = self._type()
        if element.is_function:
            raise Unsupported
        return Type(f"{element.text} ", f"[{size}]", is_function=True)

    def _pattern(self) -> Type:
        """A pack's pattern is read once, and holds all members; a pack deeper in it is not read."""
        found = self._type()
        if found.pack is None:
            raise Unsupported
        return found

    def _parameter(self) -> Type:
        self.expect("T")
        index = 0 if self.peek() == "_" else self.digits() + 1
        self.expect("_")
        if index >= len(self._params):
            raise Unsupported
        return self._params[index]

    def _literal(self) -> str:
        self.expect("L")
        if self.peek() == "_":
            raise Unsupported
        code = self.peek()
        kind = self._type().text
        sign = "-" if self.take("n") else ""
        value = f"{sign}{self.digits()}"
        self.expect("E")
        if code == "b":
            return {"0": "false", "1": "true"}[value]
        suffix = INTEGER_SUFFIXES.get(code)
        return f"({kind}){value}" if suffix is None else value + suffix

    def _substitution(self) -> Type:
        self.expect("S")
        following = self.peek()
        if following in ABBREVIATIONS:
            self._place += 1
            found = Type(ABBREVIATIONS[following])
            if self.peek_or_end() == "B":
                raise Unsupported
            return found
        end = self._symbol.index("_", self._place)
        digits = self._symbol[self._place : end]
        self._place = end + 1
        if digits and not digits.isalnum():
            raise Unsupported
        return self._seen[int(digits, 36) + 1 if digits else 0]

    def _remember(self, found: Type) -> Type:
        self._seen.append(found)
        return found
