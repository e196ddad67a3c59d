"""Text from outside (names, paths, log lines) made harmless for where it will be shown."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List, Sequence


_BLANKS = frozenset("\t\n\r\u00a0\u3000")


def for_terminal(text: str) -> str:
    """One line of visible characters: no escape sequence reaches the terminal, no line is forged."""
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character in _BLANKS else "\N{REPLACEMENT CHARACTER}"


_MARKUP = "\\`*_[]<>#|~&$"


def for_markdown(text: str) -> str:
    """Text that Markdown shows as it stands: no markup, no HTML, no mention, on one line."""
    line = " ".join(for_terminal(text).split())
    return "".join(_unmarked(character) for character in line)


def _unmarked(character: str) -> str:
    if character == "@":
        # A backslash does not keep "@name" from calling somebody; an invisible space does.
        return "@\u200b"
    return f"\\{character}" if character in _MARKUP else character


def fenced(lines: Sequence[str], kind: str) -> List[str]:
    """The lines as a block of code, fenced by more backticks than they hold."""
    shown = [" ".join(for_terminal(line).splitlines()) for line in lines]
    runs = "".join(c if c == "`" else " " for c in "".join(shown)).split()
    fence = "`" * max(3, *(len(run) + 1 for run in runs), 3)
    return [f"{fence}{kind}", *shown, fence]
