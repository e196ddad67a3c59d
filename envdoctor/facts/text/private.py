"""The lines of a text, as private as facts are."""

from __future__ import annotations

import re

from envdoctor.facts.redact import hide_text
from envdoctor.model.account import Excerpt
from envdoctor.model.private import HOST, USER, Private

_PROMPT_ENDS = 160
_PROMPT = re.compile(
    r"^((?:\([\w.-]{1,60}\)\s{0,4}){0,3}\[?)[\w.-]{1,64}@[\w.-]{1,64}(?=[: ][~/\w.-]{0,100}\]?[$#%])"
)
"""Of "(base) name@machine:~$ python" what comes before the path."""


def redact_excerpt(excerpt: Excerpt, private: Private) -> Excerpt:
    """The text without home folders, secrets in addresses, and the names in a shell's prompt."""
    lines = tuple(
        line._replace(text=hide_text(_without_prompt(line.text), private)) for line in excerpt.lines
    )
    return excerpt._replace(lines=lines)


def _without_prompt(text: str) -> str:
    return _PROMPT.sub(rf"\1{USER}@{HOST}", text) if "@" in text[:_PROMPT_ENDS] else text
