"""Messages as people retype them: without quotes, in lower case.

What a message is looked for by, loosened to match: a regex without the quotes that it asks for, any case of letters.
"""

from __future__ import annotations

import re

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional

QUOTES = "'\"‘’“”`"
_DROPPED = str.maketrans("", "", QUOTES)
_QUOTE = rf"(?:\\x27|\\?[{QUOTES}])"
_END_OF_NAME = r"(?:(?<![\w.])|(?!\.?\w))"
"""Where a quote stood there is still no name that goes on."""
_TIMES = r"(?:[?*+]|\{\d*,?\d*\})?\??"
_TOKEN = re.compile(
    rf"(?P<elision>(?<=[a-z])'(?=(?:t|re) ))|(?P<quotes>(?:\[{_QUOTE}+\]|{_QUOTE})(?P<times>{_TIMES}))"
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|.",
    re.DOTALL,
)
"""The parts of a regex: what stands for quotes, another set of characters, the rest one by one."""


def plain(text: str) -> str:
    """A text without its quotes."""
    return text.translate(_DROPPED)


def loosened(regex: str) -> Optional[re.Pattern[str]]:
    """The same regex for a text without quotes, in any case of letters; None where that is none."""
    loose = re.sub(r"\\W\{1,", r"\\W{0,", _TOKEN.sub(_without_quotes, regex))
    try:
        return re.compile(loose, re.IGNORECASE)
    except re.error:
        return None


def _without_quotes(token: re.Match[str]) -> str:
    if token["elision"] or not token["quotes"]:
        return token[0].strip("'")
    return "" if token["times"].startswith(("?", "*", "{0")) else _END_OF_NAME
