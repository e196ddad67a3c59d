"""Calls that may never come back (a dead mount, a hung driver), made beside the main thread."""

from __future__ import annotations

import _thread
import sys
import time

from envdoctor.facts.mounts import may_hang
from envdoctor.facts.root import Root
from envdoctor.record import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from typing import Callable, Optional, Union

T = TypeVar("T")

if not sys.platform.startswith("linux"):
    # shutil and psutil, which answer there, import it: see `Pending`.
    import threading  # noqa: F401


class NoAnswer(OSError):
    """The call had not come back when its time was over, or no thread could be had for it."""


class Pending(Generic[T]):
    """A call that was started; its time runs from the start, whenever the answer is asked for.

    A call that hangs never keeps the process from ending. `_thread`, since importing `threading`
    costs a tenth of what the whole machine does. What the call imports must not be the first to
    import `threading`, which takes the thread that imports it for the main one.
    """

    __slots__ = ("_deadline", "_done", "_error", "_seconds", "_value")

    def __init__(self, call: Callable[[], T], seconds: float) -> None:
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._value: Optional[T] = None
        self._error: Optional[BaseException] = None
        self._done = _thread.allocate_lock()
        self._done.acquire()
        try:
            _thread.start_new_thread(self._run, (call,))
        except RuntimeError as error:
            self._error = NoAnswer(f"found no thread: {error}")
            self._done.release()

    def _run(self, call: Callable[[], T]) -> None:
        try:
            self._value = call()
        except BaseException as error:  # noqa: BLE001  # raised again where the answer is asked for
            self._error = error
        finally:
            self._done.release()

    def answer(self) -> T:
        """What the call returned; raises what it raised, or `NoAnswer` when its time is over."""
        if not self._done.acquire(timeout=max(0.0, self._deadline - time.monotonic())):
            raise NoAnswer(f"did not answer within {self._seconds:g} s")
        self._done.release()
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]


class Now(Generic[T]):
    """`Pending`'s twin for calls that cannot hang: made when the answer is asked for.

    A thread beside the main one makes both slower, by a tenth of a whole check.
    """

    __slots__ = ("_call",)

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call

    def answer(self) -> T:
        """What the call returns; raises what it raises."""
        return self._call()


def guarded(root: Root, call: Callable[[], T], seconds: float) -> Union[Pending[T], Now[T]]:
    """The call, behind a deadline where a file system of this machine can hang."""
    return Pending(call, seconds) if may_hang(root) else Now(call)
