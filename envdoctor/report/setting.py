"""How text for people is set: colours, labelled lines, commands."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.report.commands import quoted, quoted_for_windows
from envdoctor.report.language import Language
from envdoctor.report.sanitize import for_terminal
from envdoctor.report.width import columns, pad, wrap

if TYPE_CHECKING:
    from typing import Iterator, Sequence, Tuple

INDENT = 3


class Style(NamedTuple):
    """How the text is set."""

    colour: bool
    width: int
    verbosity: int
    """-1 verdict only, 0 ordinary, 1 with information and how each rule ended."""


class Setter:
    """Sets lines in one language and style, their labels in one column."""

    def __init__(self, language: Language, style: Style, labels: Sequence[str]) -> None:
        """`labels`: English, all that will be used, so that what they label begins in one column."""
        self.text = language.text
        self._style = style
        self._label_width = max(columns(self.text(label)) for label in labels)

    def headline(self, mark: str, word: str, colour: str, title: str) -> Iterator[str]:
        """A mark, a painted word and a bold title, which is broken under itself."""
        lines = wrap(for_terminal(title), self._style.width - INDENT - columns(word) - 2)
        yield f"{pad(mark, INDENT)}{self.paint(word, colour)}  {self.bold(lines[0])}"
        yield from (f"{' ' * INDENT}{self.bold(line)}" for line in lines[1:])

    def labelled(self, label: str, items: Sequence[str]) -> Iterator[str]:
        """The items under each other, the label before the first."""
        name = self.text(label)
        indent = " " * (INDENT + self._label_width + 2)
        for number, item in enumerate(items):
            lines = wrap(for_terminal(item), self._style.width - len(indent))
            first = name if number == 0 else ""
            head = self.paint(pad(first, self._label_width), "2")
            yield f"{' ' * INDENT}{head}  {lines[0]}"
            yield from (indent + line for line in lines[1:])

    def flowing(self, text: str, mark: str = "") -> Iterator[str]:
        """A sentence, indented, in as many lines as it takes; a mark before the first."""
        first, *rest = wrap(for_terminal(text), self._style.width - INDENT)
        yield pad(mark, INDENT) + first
        yield from (" " * INDENT + line for line in rest)

    def command(self, argv: Tuple[str, ...], variables: Tuple[Tuple[str, str], ...] = ()) -> str:
        """One command to copy, as a shell takes it, with the variables that it alone gets."""
        words = [f"{name}={quoted(value)}" for name, value in variables]
        words += [quoted(part) for part in argv]
        return f"{' ' * INDENT}$ " + for_terminal(" ".join(words))

    def windows_command(self, argv: Tuple[str, ...]) -> str:
        """One command to copy on Windows, whose shells know no variables for one command."""
        words = " ".join(quoted_for_windows(part) for part in argv)
        return f"{' ' * INDENT}> " + for_terminal(words)

    def bold(self, text: str) -> str:
        """The text, bold where there is colour."""
        return self.paint(text, "1")

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where there is colour."""
        return f"\033[{code}m{text}\033[0m" if self._style.colour and code else text
