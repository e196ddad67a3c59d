"""A text as it was understood: every reader goes over its lines, and the claims become facts."""

from __future__ import annotations

from envdoctor.facts.text import (
    gpu_lines,
    openmmlab_env,
    pairs,
    pip_lists,
    torch_env,
)
from envdoctor.facts.text.facts import facts_of
from envdoctor.facts.text.lines import pieces
from envdoctor.model.account import Account, Claim, Excerpt
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterable, Iterator, Tuple

    from envdoctor.compat.tables import Tables

_TOOLS = (torch_env, openmmlab_env, gpu_lines, pip_lists)
"""Readers of what tools print; what people write is read last, and gives way."""
_READERS = (*_TOOLS, pairs)


def describe(excerpt: Excerpt, tables: Tables) -> Account:
    """What a text says of an environment."""
    claims = claims_of(excerpt)
    return Account(excerpt, claims, facts_of(claims, tables))


def claims_of(excerpt: Excerpt) -> Tuple[Claim, ...]:
    """The claims in the order of the lines, each with the very line it stands in, and once."""
    whole = {line.number: line for line in excerpt.lines}
    parts = tuple(pieces(excerpt.lines))
    found = (
        claim._replace(line=whole[claim.line.number])
        for reader in _READERS
        for claim in reader.read(parts)
    )
    return tuple(sorted(_once(found), key=lambda claim: claim.line.number))


def _once(claims: Iterable[Claim]) -> Iterator[Claim]:
    seen: Dict[Tuple[str, str, str, int], bool] = {}
    for claim in claims:
        key = (claim.kind, claim.name, claim.value, claim.line.number)
        if key not in seen:
            seen[key] = True
            yield claim
