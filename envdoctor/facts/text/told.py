"""Which of several claims counts: a tool's word over a person's, the longer over the shorter, the later."""

from __future__ import annotations

from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing import Dict, Iterable, List, Optional, Sequence, Tuple

    from envdoctor.model.account import Claim

V = TypeVar("V")

NOT_SAID = "the text does not say"
"""Why a reading is unknown that the text has no word of."""


class Told:
    """The claims of a text by kind."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        """`claims` in the order of the text."""
        self._by_kind: Dict[str, List[Claim]] = {}
        for claim in claims:
            self._by_kind.setdefault(claim.kind, []).append(claim)

    def all(self, kind: str, *names: str) -> List[Claim]:
        """The claims of a kind, of some names or of any."""
        found = self._by_kind.get(kind, [])
        return [claim for claim in found if claim.name in names] if names else found

    def heard(self, kind: str, *names: str) -> List[Claim]:
        """Those that count: what a tool printed, where a tool did."""
        found = self.all(kind, *names)
        return [claim for claim in found if claim.printed] or found

    def best(self, kind: str, *names: str) -> Optional[Claim]:
        """The one that counts."""
        return best(self.heard(kind, *names))


def best(claims: Sequence[Claim]) -> Optional[Claim]:
    """The last one, or one that says the same and more ("1.10.0+cu102" more than "1.10.0")."""
    if not claims:
        return None
    chosen = claims[-1]
    for claim in claims:
        if _says_more(claim.value, chosen.value):
            chosen = claim
    return chosen


def _says_more(value: str, than: str) -> bool:
    return len(value) > len(than) and value.startswith(than) and value[len(than)] in ".+"


def read_of(value: V, *claims: Claim) -> Read[V]:
    """A reading with the lines it rests on."""
    return Read.of(value, source(claims))


def source(claims: Iterable[Claim]) -> str:
    """Where the claims stand: "line 4", "lines 4, 7"."""
    numbers: Tuple[str, ...] = tuple(dict.fromkeys(str(claim.line.number) for claim in claims))
    word = "line" if len(numbers) == 1 else "lines"
    more = ", ..." if len(numbers) > _SHOWN else ""
    return f"{word} {', '.join(numbers[:_SHOWN])}{more}"


_SHOWN = 4
