"""Calls that may never come back (a dead mount, a hung driver), made beside the main thread."""

import threading
import time
from typing import Callable, Generic, Optional, TypeVar, cast

T = TypeVar("T")


class NoAnswer(OSError):
    """The call had not come back when its time was over, or no thread could be had for it."""


class Pending(Generic[T]):
    """A call that was started; its time runs from the start, whenever the answer is asked for.

    The thread is a daemon: a call that hangs never keeps the process from ending.
    """

    __slots__ = ("_deadline", "_error", "_seconds", "_thread", "_value")

    def __init__(self, call: Callable[[], T], seconds: float) -> None:
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._value: Optional[T] = None
        self._error: Optional[BaseException] = None
        self._thread = threading.Thread(target=self._run, args=(call,), daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:
            self._error = NoAnswer(str(error))

    def _run(self, call: Callable[[], T]) -> None:
        try:
            self._value = call()
        except BaseException as error:  # noqa: BLE001  # raised again where the answer is asked for
            self._error = error

    def answer(self) -> T:
        """What the call returned; raises what it raised, or `NoAnswer` when its time is over."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, self._deadline - time.monotonic()))
        if self._thread.is_alive():
            raise NoAnswer(f"did not answer within {self._seconds:g} s")
        if self._error is not None:
            raise self._error
        return cast("T", self._value)
