"""Text from outside (names, paths, log lines) made harmless for where it will be shown."""

_KEPT = {"\t", "\n"}


def for_terminal(text: str) -> str:
    """No control character but newline and tab reaches the terminal, so no escape sequence does."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _KEPT or c == "\u3000" else "\N{REPLACEMENT CHARACTER}" for c in text)
