"""Questions about error messages: `tables.known_errors`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Mapping, Optional, Sequence, Tuple

CAUSE = "cause"
SYMPTOM = "symptom"
CONSEQUENCE = "consequence"
ROLES = (CAUSE, SYMPTOM, CONSEQUENCE)


class Signature(NamedTuple):
    """A message that programs print, and what it means."""

    id: str
    needles: Tuple[str, ...]
    """Texts of which every line that matches holds one."""
    regex: str
    """Python's; its named groups are the parameters of the sentences."""
    beside: Tuple[str, ...]
    """One of these stands in a line near by, else it means something else; empty: wherever."""
    phase: str
    """"container", "install", "compile", "import" or "run"."""
    layer: str
    """The layer of the stack that is at fault."""
    role: str
    """"cause", "symptom" (something else lies behind it) or "consequence" (only says that something
    failed)."""
    over: Tuple[str, ...]
    """Signatures that say less where both match one line."""
    cause: str
    """A word of causes.toml."""
    certainty: str
    """"high", "medium" or "low": how surely the message alone means that cause."""
    decided_by: str
    """What weighs the facts, where the message alone does not decide; ""."""
    says: str
    """What the message means, one English sentence; `{group}` stands for a group of the regex."""
    remedy: str
    """What a person does about it where no goal says it; ""."""
    ask: str
    """What to look at to be sure; "" where the message is enough."""
    goals: Tuple[Mapping[str, str], ...]
    """{goal, package, specifier ...}: what must hold for it to end."""
    sample: Tuple[str, ...]
    """Lines as a program printed them."""
    source: str
    as_of: str


class Offered(NamedTuple):
    """In which releases a module offers a name."""

    since: str
    """The first, "" for one that was there at 1.0.0."""
    is_gone: bool
    """Whether releases from 2.0.0 on have it no more."""


class KnownErrors:
    """What the table known_errors.toml knows."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def gates(self) -> Tuple[str, ...]:
        """Texts of which every telling line of a long log holds one: few, so that looking is fast."""
        return tuple(row["text"] for row in self._document.rows("gate"))

    def all(self) -> Tuple[Signature, ...]:
        """Every signature, in the order of the table."""
        return tuple(self._signature(row) for row in self._document.rows("signature"))

    def offered(self, module: str, name: str) -> Optional[Offered]:
        """In which releases of mmcv a module offers a name; None where nothing is known of it.

        A module that is gone as a whole is asked for with the name "".
        """
        for row in self._document.rows("api"):
            if row["module"] == module:
                is_gone = name in row.get("gone", ()) if name else row.get("whole", False)
                since = _first_with(name, row.get("since", {}))
                return Offered(since, is_gone) if since or is_gone else None
        return None

    def distribution(self, module: str) -> str:
        """The distribution that brings a well-known top-level module; "" for one that is not known."""
        for row in self._document.rows("module"):
            if module in row["names"]:
                return str(row.get("distribution", module))
        return ""

    def is_standard(self, module: str) -> bool:
        """Whether a top-level module is Python's own, of those that files are named after."""
        return any(module in row["names"] for row in self._document.rows("standard"))

    def is_op_of_mmcv(self, name: str) -> bool:
        """Whether a function is one of mmcv's own compiled ops."""
        return any(name in row["names"] for row in self._document.rows("ops"))

    def registered_by(self, name: str) -> Tuple[str, ...]:
        """OpenMMLab's packages that register a class as a model; none for one that is not known."""
        for row in self._document.rows("registered"):
            if name in row["names"]:
                return tuple(row["packages"])
        return ()

    def has_wheels(self, package: str) -> bool:
        """Whether a package with compiled parts is known to publish wheels of every release."""
        return any(package in row["names"] for row in self._document.rows("wheels"))

    def _signature(self, row: Mapping[str, Any]) -> Signature:
        return Signature(
            id=row["id"],
            needles=tuple(row["needles"]),
            regex=row["regex"],
            beside=tuple(row.get("beside", ())),
            phase=row["phase"],
            layer=row["layer"],
            role=row.get("role", CAUSE),
            over=tuple(row.get("over", ())),
            cause=row["cause"],
            certainty=row["certainty"],
            decided_by=row.get("decided_by", ""),
            says=row["says"],
            remedy=row.get("remedy", ""),
            ask=row.get("ask", ""),
            goals=tuple(row.get("goals", ())),
            sample=tuple(row["sample"]),
            source=self._document.cite(row["source"]),
            as_of=self._document.as_of_row(row),
        )


def _first_with(name: str, since: Mapping[str, Sequence[str]]) -> str:
    return next((release for release, names in since.items() if name in names), "")
