"""Commands that were run: after a prompt, in a Dockerfile, in a notebook, in a log of CI.

What an install command names is what somebody asked for, not what is there.
"""

from __future__ import annotations

import re

from envdoctor.facts.environ import read_variables
from envdoctor.model.account import COMMAND, VARIABLE, Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence

_PROMPT = re.compile(
    r"(?:\([\w./ -]{1,60}\)\s{0,3})?"
    r"(?:"
    r"\[?[\w.-]{1,40}@[\w.-]{1,80}[: ][^\s$#>\]]{0,200}\]?\s?[$#]\s"
    r"|PS [A-Za-z]:\\[^>]{0,200}>\s?"
    r"|[A-Za-z]:\\[^>]{0,200}>\s?"
    r"|\$\s(?!\()"
    r"|>>>\s"
    r"|In \[\d{0,5}\]:\s"
    r"|[!%](?=(?:pip|mim|conda|python|apt|git|cd|wget|nvidia-smi|nvcc)\b)"
    r"|(?:Step \d{1,3}/\d{1,3} : |#\d{1,4} \[[^\]]{1,60}\] |[-=]{1,2}> \[[^\]]{1,60}\] )?(?:RUN|ENV)\s"
    r"|(?:##\[group\]|\u25b6 )?Run (?=pip|mim|conda|python|uv |apt)"
    r")(\S.{0,2000})"
)
_FIRST = frozenset("($>[PRSIE!%#=-\u25b6")
_BARE = re.compile(
    r"(?:sudo )?(?:pip3?|mim|conda|mamba|uv pip|python3? -m (?:pip|mim)) (?:install|uninstall|create|update|remove)\s.{0,1000}$"
)
_SET = re.compile(
    r"(?:export |ENV |set |\$env:)?([A-Z][A-Z0-9_]{1,60})=(\"[^\"]{0,500}\"|'[^']{0,500}'|\S{0,500})\s?"
)


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """The commands without their prompts, and the variables that they set."""
    for line in lines:
        command = command_of(line.text)
        if not command:
            continue
        yield Claim(COMMAND, "", command, line)
        yield from _variables(command, line)


def command_of(text: str) -> str:
    """The command in a line, "" in other lines."""
    head = text[:160]
    if (
        text[:1] in _FIRST
        or "@" in head
        or ":\\" in head[:60]
        or text.startswith(("In [", "Run ", "ENV"))
    ):
        match = _PROMPT.match(text)
        if match:
            return match[1].strip()
    if text.startswith("export "):
        return text
    return text if "install" in head and _BARE.match(text) else ""


def _variables(command: str, line: Quote) -> Iterator[Claim]:
    at = 0
    while True:
        match = _SET.match(command, at)
        if match is None:
            return
        value = match[2].strip("\"'")
        for item in read_variables({match[1]: value}).value or ():
            if "$" not in value and "`" not in value:
                yield Claim(VARIABLE, item.name, item.value, line)
        at = match.end()
