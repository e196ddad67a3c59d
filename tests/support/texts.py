"""Texts as people paste them, and what `explain` makes of them."""

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.explain import explain
from envdoctor.facts.text.describe import describe
from envdoctor.facts.text.digest import Digest


def account_of(text, tables):
    """A text as it is understood."""
    digest = Digest(tables.known_errors.gates())
    digest.feed(text.encode())
    return describe(digest.excerpt(), tables)


def causes_of(text):
    """The causes of what a text tells, most likely first."""
    tables = Tables()
    explained = explain(account_of(text, tables), tables)
    assert explained.crashed == ()
    return explained.causes


def explained(text, tables):
    """The causes of what a text tells, as (word, confidence), most likely first."""
    causes = explain(account_of(text, tables), tables).causes
    return [(cause.finding.cause, cause.finding.confidence) for cause in causes]


def named(text):
    """The same of a text alone, with tables of its own."""
    return [(cause.finding.cause, cause.finding.confidence) for cause in causes_of(text)]
