"""Pasted texts: the samples of tests/cases/texts, and what `describe` makes of a text."""

from pathlib import Path

from envdoctor.compat.tables import Tables
from envdoctor.facts.text.describe import describe
from envdoctor.facts.text.digest import Digest

FOLDER = Path(__file__).resolve().parent.parent / "cases" / "texts"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
_TABLES = Tables()


def sample(name):
    """One sample's text."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def account(text):
    """A text as it was understood."""
    digest = Digest(())
    digest.feed(text.encode())
    return describe(digest.excerpt(), _TABLES)


def claims(text, kind):
    """(name, value) of the claims of one kind, in order."""
    return [(claim.name, claim.value) for claim in account(text).of(kind)]


def values(text, kind):
    """The values of the claims of one kind, in order."""
    return [claim.value for claim in account(text).of(kind)]
