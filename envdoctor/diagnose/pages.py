"""A rule's page: what its module says of it."""

from __future__ import annotations

from importlib import import_module
from typing import Iterator, Tuple

from envdoctor.diagnose.checks import MODULES
from envdoctor.diagnose.rule import Rule
from envdoctor.record import NamedTuple


class Page(NamedTuple):
    """One rule, and the paragraphs of its page: what holds, why, how it is known, bad and good."""

    rule: Rule
    paragraphs: Tuple[str, ...]
    """English; each is one translatable text."""


def pages() -> Iterator[Page]:
    """Every rule's page, in the order in which the rules run."""
    for name in MODULES:
        module = import_module(f"envdoctor.diagnose.checks.{name}")
        yield Page(module.RULE, paragraphs(module.__doc__ or ""))


def paragraphs(docstring: str) -> Tuple[str, ...]:
    """The docstring's paragraphs, each as one line."""
    return tuple(" ".join(part.split()) for part in docstring.split("\n\n") if part.strip())
