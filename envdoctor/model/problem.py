"""Why a verb could not do what was asked: one sentence, translatable, with what to do."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Mapping, Optional


class Problem(Exception):
    """Base of what a verb raises instead of a result; never shown as a traceback."""

    def __init__(self, sentence: str, params: Optional[Mapping[str, str]] = None) -> None:
        super().__init__(sentence.format(**(params or {})))
        self.sentence = sentence
        """English template."""
        self.params = dict(params or {})


class WrongInput(Problem):
    """The call is wrong, or what it names cannot be read (exit code 2)."""


class NotFinished(Problem):
    """The work could not be brought to its end (exit code 3)."""
