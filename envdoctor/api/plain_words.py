"""What goes into exported files is made of plain words: nothing in them can be read as anything else.

The tables hold no others; but saved facts come from anywhere, and goals name what they list.
"""

from __future__ import annotations

import re

from envdoctor.model.manifest import Item, Manifest
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?", re.ASCII)
_RANGE = re.compile(r"(?:(?:==|>=|<=|!=|~=|<|>)[A-Za-z0-9.+!*]{1,64},?){0,8}", re.ASCII)
_ADDRESS = re.compile(r"(?:https?|file)://[A-Za-z0-9._~:/?&=%@+,;\[\]-]{0,2000}", re.ASCII)
_MACHINE = re.compile(r"[A-Za-z0-9_]{1,32}", re.ASCII)
_PYTHON = re.compile(r"\d{1,2}\.\d{1,3}", re.ASCII)
_VARIABLE = re.compile(r"[A-Z_]{1,64}", re.ASCII)
_VALUE = re.compile(r"[A-Za-z0-9.;+ ]{0,200}", re.ASCII)


def refuse_strange(manifest: Manifest) -> None:
    """Raises `WrongInput` for a word that is not what it should be."""
    for pattern, word in _words(manifest):
        if pattern.fullmatch(word) is None:
            raise WrongInput(
                _("{word} cannot stand in a file for an installer"), {"word": ascii(word)}
            )


def _words(manifest: Manifest) -> "Iterator[Tuple[re.Pattern[str], str]]":
    yield _MACHINE, manifest.machine
    yield _PYTHON, manifest.python
    for name, value in manifest.build_variables:
        yield _VARIABLE, name
        yield _VALUE, value
    for item in manifest.items:
        yield from _words_of(item)


def _words_of(item: Item) -> "Iterator[Tuple[re.Pattern[str], str]]":
    yield _NAME, item.name
    yield _RANGE, item.specifier.replace(" ", "")
    if item.option:
        yield _ADDRESS, item.index_url
    if item.repository:
        yield _ADDRESS, item.repository
