"""The JSON lines that go to the host, and the rules of a stage.

Every line carries the request's token, so that nothing a library prints is taken for ours:

    {"envdoctor": TOKEN, "event": "start", "stage": "decode.av"}
    {"envdoctor": TOKEN, "event": "end", "stage": "decode.av", "status": "passed", ...}

A stage that crashes or hangs leaves its start without an end; the host knows whose fault it was.
"""

import json
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


class Measured(NamedTuple):
    """What a stage saw, what it should have seen, and how far the two may lie apart."""

    measured: str = ""
    expected: str = ""
    tolerance: str = ""


class Outcome(Exception):
    """A stage's end other than success: a reason's id and what belongs into its sentence."""

    status = FAILED

    def __init__(self, reason: str, seen: Optional[Measured] = None, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seen = seen or Measured()
        self.params = params


class Fail(Outcome):
    """What was measured is wrong, or could not be measured."""


class Skip(Outcome):
    """There was nothing to measure."""

    status = SKIPPED


class Done(NamedTuple):
    """A stage that passed: what later stages need of it, and what was measured."""

    value: Any
    seen: Measured


class Stages:
    """Runs stages one after the other and reports them through `write`.

    `finished` stages run again in silence for their value; `broken` ones do not run at all.
    """

    def __init__(
        self,
        write: Callable[[bytes], Any],
        token: str,
        finished: Sequence[str] = (),
        broken: Sequence[str] = (),
    ) -> None:
        self._write = write
        self._token = token
        self._finished = frozenset(finished)
        self._broken = frozenset(broken)
        self._values: Dict[str, Any] = {}
        self._reasons: Dict[str, str] = {}
        self._roots: Dict[str, str] = {}

    def tell(self, event: str, **content: Any) -> None:
        """One line to the host; a line break before it ends whatever a library left unended."""
        line = {"envdoctor": self._token, "event": event}
        line.update(content)
        self._write(b"\n" + json.dumps(line).encode("ascii") + b"\n")

    def value(self, name: str) -> Any:
        """What a passed stage left for later ones; None if it did not pass."""
        return self._values.get(name)

    def reason(self, name: str) -> str:
        """Why a stage did not pass ("" if it did, or never ran)."""
        return self._reasons.get(name, "")

    def run(self, name: str, work: Callable[..., Done], needs: Sequence[str] = ()) -> Any:
        """Runs one stage with the values of those it needs; its value, or None."""
        if name in self._broken:
            self._reasons[name] = "crashed"
            return None
        self.tell("start", stage=name)
        began = time.perf_counter()
        outcome = Outcome("")
        status = PASSED
        try:
            self._values[name], outcome.seen = work(*self._needed(needs))
        except Outcome as other:
            outcome, status = other, other.status
        except Exception as error:  # noqa: BLE001 - whatever breaks in there is the result
            outcome, status = (
                Fail("error", error=one_line(f"{type(error).__name__}: {error}")),
                FAILED,
            )
        self._reasons[name] = outcome.reason
        if outcome.reason == "needs":
            self._roots[name] = outcome.params["stage"]
        if name in self._finished:
            return self.value(name)
        self.tell(
            "end",
            stage=name,
            status=status,
            reason=outcome.reason,
            params=outcome.params,
            seconds=time.perf_counter() - began,
            **outcome.seen._asdict(),
        )
        return self.value(name)

    def _needed(self, needs: Sequence[str]) -> List[Any]:
        for name in needs:
            if name not in self._values:
                # Named is where the chain broke, not the last link before this one.
                raise Skip("needs", stage=self._roots.get(name, name))
        return [self._values[name] for name in needs]


def one_line(text: str) -> str:
    """The text's first telling line, at most 300 characters."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:300] if lines else ""
