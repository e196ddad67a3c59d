"""Every row of known_errors holds what it promises: its sample is found by its own words alone."""

import re
import string
import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_parse

from envdoctor.compat.known_errors import ROLES
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.deciders import DECIDERS
from envdoctor.model.explanation import PHASES
from envdoctor.model.finding import HIGH, LAYERS, LOW, MEDIUM

ROWS = Tables().known_errors.all()
GATES = Tables().known_errors.gates()
IDS = [row.id for row in ROWS]
SHORT = 30
MOST_BROAD_REPEATS = 2


def matching(row):
    return [line for line in row.sample if re.search(row.regex, line)]


def test_ids_are_unique():
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_words_are_of_the_field(row, tables):
    assert row.phase in PHASES
    assert row.layer in LAYERS
    assert row.role in ROLES
    assert row.cause in tables.causes
    assert row.certainty in (HIGH, MEDIUM, LOW)
    assert not row.decided_by or row.decided_by in DECIDERS
    assert set(row.over) <= set(IDS)
    assert row.source
    assert all(goal["goal"] in ("constrain", "remove", "reinstall") for goal in row.goals)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_its_sample_matches_and_holds_a_needle_and_a_gate(row):
    lines = matching(row)
    assert lines
    for line in lines:
        assert any(needle in line for needle in row.needles)
        if row.phase == "compile":
            assert any(gate in line for gate in GATES), "a long log would not be read there"
    assert not row.beside or any(part in line for part in row.beside for line in row.sample)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_sentences_are_filled_by_the_groups(row):
    groups = re.compile(row.regex).groupindex
    if row.decided_by:
        return  # the decider may fill more
    for sentence in (row.says, row.remedy, row.ask):
        named = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
        assert named <= set(groups)


def repeats(parsed):
    """(how often at most, what is repeated) of every repeat in a parsed regex."""
    for kind, content in parsed:
        if str(kind) in ("MAX_REPEAT", "MIN_REPEAT"):
            yield int(content[1]), content[2]
        for inner in content if isinstance(content, tuple) else ():
            if isinstance(inner, sre_parse.SubPattern):
                yield from repeats(inner)
            elif isinstance(inner, list):
                for branch in inner:
                    yield from repeats(branch)


def is_broad(inner):
    """Whether it takes nearly every character: two such repeats in a row share a line in many ways."""
    if len(inner) != 1:
        return False
    kind, content = inner[0]
    return str(kind) in ("ANY", "NOT_LITERAL") or (str(kind) == "IN" and "NEGATE" in str(content))


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_regex_does_not_backtrack_for_long(row):
    """No repeat inside a long repeat, and few that take everything."""
    long = [inner for most, inner in repeats(sre_parse.parse(row.regex)) if most > SHORT]
    assert not any(most > 1 for inner in long for most, _ in repeats(inner))
    assert sum(map(is_broad, long)) <= MOST_BROAD_REPEATS
