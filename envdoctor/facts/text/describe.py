"""A text as it was understood: every reader goes over its lines, and the claims become facts."""

from __future__ import annotations

from envdoctor.facts.text import (
    answers,
    commands,
    conda,
    enumerations,
    gpu_lines,
    kernel_log,
    messages,
    nvidia_tools,
    openmmlab_env,
    pairs,
    paths,
    pip_lists,
    pip_log,
    prose,
    torch_env,
)
from envdoctor.facts.text.facts import facts_of
from envdoctor.facts.text.lines import pieces
from envdoctor.model.account import Account, Claim, Excerpt, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterable, Iterator, Set, Tuple

    from envdoctor.compat.tables import Tables

_READERS = (
    *(torch_env, openmmlab_env, gpu_lines, nvidia_tools, kernel_log),
    *(pip_lists, pip_log, conda, messages, paths, commands, answers),
    *(pairs, enumerations, prose),
)
"""What tools print first; of two that hear the same in one line, the first is believed."""


def describe(excerpt: Excerpt, tables: Tables) -> Account:
    """What a text says of an environment."""
    claims = claims_of(excerpt)
    return Account(excerpt, claims, facts_of(claims, tables))


def claims_of(excerpt: Excerpt) -> Tuple[Claim, ...]:
    """The claims in the order of the lines, each with the very line it stands in, and once."""
    whole = {line.number: line for line in excerpt.lines}
    parts = tuple(pieces(excerpt.lines))
    found = (_read(reader.read(parts), whole) for reader in _READERS)
    return tuple(sorted(_once(found), key=lambda claim: claim.line.number))


def _read(claims: Iterable[Claim], whole: Dict[int, Quote]) -> Iterator[Claim]:
    """The claims with the lines as they stand in the text."""
    return (claim._replace(line=whole[claim.line.number]) for claim in claims)


def _once(readings: Iterable[Iterable[Claim]]) -> Iterator[Claim]:
    """Without what another reader has said, and what a person would have meant by a tool's line."""
    said: Set[Tuple[object, ...]] = set()
    for reading in readings:
        new: Set[Tuple[object, ...]] = set()
        for claim in reading:
            place = (claim.kind, claim.line.number)
            key = (*place, claim.name, claim.value)
            if key in said or (not claim.printed and place in said):
                continue
            new.add(key)
            if claim.printed:
                new.add(place)
            yield claim
        said |= new
