"""What must not be read in a report, and the tokens that stand for it."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import List, Tuple

HOME = "<home>"
PREFIX = "<prefix>"
BASE = "<base>"
USER = "<user>"
HOST = "<host>"


class Private(NamedTuple):
    """What must not be read in a report, with the token that stands for it; longest first."""

    tokens: Tuple[Tuple[str, str], ...]

    def hide(self, text: str, *, even_alone: bool = False) -> str:
        """The text with every private part replaced by its token.

        A text that is nothing but one word is left, unless `even_alone`: see `_is_word`.
        """
        for part, token in self.tokens:
            if part in text and (even_alone or _is_path(part) or not _is_word(text)):
                text = _replace(text, part, token)
        return text

    def shown(self, text: str) -> str:
        """The text with the environment's own folder readable, and all else still hidden."""
        others = Private(tuple(pair for pair in self.tokens if pair[1] not in (PREFIX, BASE)))
        return others.hide(self.fill(text)).replace(HOME, "~")

    def fill(self, text: str) -> str:
        """The text with tokens turned back: for one's own terminal, or to run a command."""
        for part, token in self.tokens:
            text = text.replace(token, part)
        return text


NOTHING_PRIVATE = Private(())


def _replace(text: str, part: str, token: str) -> str:
    """Replaces `part` where it stands alone, not where it is a piece of a longer word."""
    out: List[str] = []
    start = 0
    while True:
        at = text.find(part, start)
        if at < 0:
            return "".join([*out, text[start:]])
        end = at + len(part)
        alone = _is_path(part) or not _wordy(text[at - 1 : at])
        out += [text[start:at], token if alone and not _wordy(text[end : end + 1]) else part]
        start = end


def _is_path(text: str) -> bool:
    return "/" in text or "\\" in text


def _is_word(text: str) -> bool:
    """A bare name or version: a user called "torch" does not rename the package."""
    return not any(character in text for character in "/\\@:= ")


def _wordy(character: str) -> bool:
    return character.isalnum() or character == "_"
