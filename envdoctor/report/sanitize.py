"""Text from outside (names, paths, log lines) made harmless for where it will be shown."""

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
