"""What an interpreter answered: the lines below `>>> torch.__version__` and `python -c "print(...)"`."""

from __future__ import annotations

import re

from envdoctor.facts.text.commands import command_of
from envdoctor.facts.text.meanings import meant
from envdoctor.model.account import Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Sequence, Tuple

    Answer = Tuple[str, Quote]

_ASKED = re.compile(
    r"\b\w{2,30}\.__version__|\btorch\.version\.cuda\b|\btorch\.cuda\.is_available\(\)"
    r"|\btorch\.cuda\.get_device_name\([\w.]{0,20}\)|\btorch\.cuda\.get_arch_list\(\)"
)
_SETS = re.compile(r"[A-Za-z_]\w* ?=(?!=)")
_BEFORE_ANSWER = re.compile(r"(?:Out)?\[\d{0,5}\]: ?")
_SHORT_NAMES = {"np.__version__": "numpy.__version__"}
_MOST = 8
"""Answers to one command, at most."""


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """The answers to what was asked of Python, where there are as many as questions."""
    for position, line in enumerate(lines):
        command = command_of(line.text) if "torch." in line.text or "__" in line.text else ""
        asked = [match[0] for match in _ASKED.finditer(command)]
        if not asked or len(asked) > _MOST or _SETS.match(command):
            continue
        for question, (value, where) in zip(asked, _answers(lines, position, len(asked))):
            key = _key(question)
            for kind, name, told in meant(key.lower(), ":", value, key):
                yield Claim(kind, name, told, where)


def _answers(lines: Sequence[Quote], position: int, count: int) -> List[Answer]:
    """One below the other, or all in one line; none where there are not as many as asked for."""
    below: List[Answer] = []
    for line in lines[position + 1 : position + 1 + count]:
        if command_of(line.text):
            break
        below.append((_bare(line.text), line))
    words = below[0][0].split() if below else []
    if count > 1 and len(words) == count:
        return [(word, below[0][1]) for word in words]
    return below if len(below) == count else []


def _bare(text: str) -> str:
    match = _BEFORE_ANSWER.match(text)
    return text[match.end() if match else 0 :].strip("'\"")


def _key(question: str) -> str:
    """What is asked, as people name it who write it down."""
    if question.startswith("torch.cuda.get_device_name"):
        return "gpu"
    return _SHORT_NAMES.get(question, question)
