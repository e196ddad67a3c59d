"""`Read[T]`: one thing that was looked at, what came of it, and where it was read."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from typing import NoReturn, Optional

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")

READ = "read"
ABSENT = "absent"
UNKNOWN = "unknown"
UNREADABLE = "unreadable"
STATES = (READ, ABSENT, UNKNOWN, UNREADABLE)

NO_ANSWER = "did not answer within "
"""What the reason of a reading says that a time limit ended."""


class Evidence(NamedTuple):
    """One observation a verdict rests on."""

    what: str
    """The thing observed, in the field's words ("torch.version")."""
    value: str
    """What was seen there."""
    source: str
    """The file, call or line that said so."""


class NotKnown(Exception):
    """A check asked for a fact that was not read; the runner turns this into a result."""

    def __init__(self, state: str, source: str, reason: str) -> None:
        super().__init__(reason or f"{source}: {state}")
        self.state = state
        self.source = source
        self.reason = reason

    @classmethod
    def of(cls, read: Read[object]) -> NotKnown:
        """What asking this reading for its value raises."""
        return cls(read.state, read.source, read.reason)


class Read(Generic[T_co]):
    """A value with its source, or the reason why there is none.

    *absent*: looked, and it is not there. *unknown*: could not look, or the text did not say.
    *unreadable*: it is there, and what it says cannot be read. Immutable.
    """

    __slots__ = ("reason", "source", "state", "value")

    state: str
    value: Optional[T_co]
    source: str
    reason: str

    def __init__(self, state: str, value: Optional[T_co], source: str, reason: str = "") -> None:
        if state not in STATES:
            raise ValueError(f"no such state: {state!r}")
        if (state == READ) != (value is not None):
            raise ValueError(f"a value goes with the state {READ!r} alone, not with {state!r}")
        for name, item in (
            ("state", state),
            ("value", value),
            ("source", source),
            ("reason", reason),
        ):
            object.__setattr__(self, name, item)

    @staticmethod
    def of(value: V, source: str) -> "Read[V]":
        """What was read, and where."""
        return Read(READ, value, source)

    @classmethod
    def absent(cls, source: str, reason: str = "") -> "Read[T_co]":
        """Looked there, and it is not there."""
        return cls(ABSENT, None, source, reason)

    @classmethod
    def unknown(cls, reason: str, source: str = "") -> "Read[T_co]":
        """Could not look, or nothing said so."""
        return cls(UNKNOWN, None, source, reason)

    @classmethod
    def unreadable(cls, source: str, reason: str) -> "Read[T_co]":
        """It is there, but what it holds cannot be read."""
        return cls(UNREADABLE, None, source, reason)

    @property
    def is_timed_out(self) -> bool:
        """Whether a time limit took the answer away."""
        return self.state == UNKNOWN and NO_ANSWER in self.reason

    @property
    def is_absent(self) -> bool:
        """Whether it was looked for and is not there."""
        return self.state == ABSENT

    def known(self) -> T_co:
        """The value; raises `NotKnown` when there is none."""
        if self.value is None:
            raise NotKnown.of(self)
        return self.value

    def evidence(self, what: str, value: object) -> Evidence:
        """An observation with this reading's source."""
        return Evidence(what, str(value), self.source)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Read does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a Read does not change")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Read):
            return NotImplemented
        return self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        inside = repr(self.value) if self.state == READ else repr(self.reason)
        return f"Read.{self.state}({inside}, source={self.source!r})"

    def _fields(self) -> "tuple[object, ...]":
        return (self.state, self.value, self.source, self.reason)
