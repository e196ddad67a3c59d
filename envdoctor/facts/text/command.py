"""A command that runs unchanged - its output, its signals, its exit code - while its text is kept.

What was a terminal stays one for the command (a pseudo-terminal takes its place), so that colours,
progress bars and buffering are as without envdoctor. On Windows pipes take the place of both.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager, suppress
from threading import Lock, Thread

from envdoctor.facts.text.digest import Digest
from envdoctor.model.account import Excerpt
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

STANDARD = (1, 2)
"""The file descriptors of standard output and standard error."""
_PIECE = 1 << 16
_LINGER_SECONDS = 1.0
"""How long what the command left running is still listened to, once the command has ended."""
_PASSED_ON = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
_FROM_THE_TERMINAL = ("SIGINT", "SIGQUIT")
"""What a terminal sends to the command itself too."""


class Ran(NamedTuple):
    """How the command ended."""

    code: int
    """Its exit code; of one that a signal ended, the signal's number below zero."""
    excerpt: Excerpt


class CannotRun(WrongInput):
    """The command does not start."""

    def __init__(self, name: str, error: OSError) -> None:
        super().__init__(
            _("{name} cannot be run: {error}"),
            {"name": name, "error": error.strerror or str(error)},
        )
        self.is_missing = isinstance(error, FileNotFoundError)


class _Stream(NamedTuple):
    """One way out of the command: what it writes into, where we read that, and where it goes."""

    inlet: int
    outlet: int
    output: int


def run_command(
    argv: Sequence[str], gates: Sequence[str], outputs: Tuple[int, int] = STANDARD
) -> Ran:
    """Runs it to its end; raises `CannotRun`.

    `outputs`: the file descriptors to which its standard output and standard error go on.
    """
    digest, lock = Digest(gates), Lock()

    def keep(data: bytes) -> None:
        with lock:
            digest.feed(data)

    streams = _open(outputs)
    try:
        inlets = [stream.inlet for stream in streams]
        process = subprocess.Popen(argv, stdout=inlets[0], stderr=inlets[-1])
    except OSError as error:
        for stream in streams:
            os.close(stream.outlet)
        raise CannotRun(argv[0], error) from error
    finally:
        for stream in streams:
            os.close(stream.inlet)
    threads = [Thread(target=_pass_on, args=(s, keep), daemon=True) for s in streams]
    with _signals(process, streams):
        for thread in threads:
            thread.start()
        code = process.wait()
        for thread in threads:
            thread.join(_LINGER_SECONDS)
    with lock:
        return Ran(code, digest.excerpt())


def _open(outputs: Tuple[int, int]) -> List[_Stream]:
    """A stream for each output; one for both where they lead to the same place."""
    first, second = outputs
    distinct = outputs if not _is_same(first, second) else (first,)
    return [_stream(output) for output in distinct]


def _is_same(first: int, second: int) -> bool:
    return first == second or os.path.sameopenfile(first, second)


def _stream(output: int) -> _Stream:
    if os.isatty(output) and os.name == "posix":
        from envdoctor.facts.text.terminal import pair

        outlet, inlet = pair(output)
    else:
        outlet, inlet = os.pipe()
    return _Stream(inlet, outlet, output)


def _pass_on(stream: _Stream, keep: Callable[[bytes], None]) -> None:
    """Until the command, and all that it started, has closed its end, or nobody reads on ours."""
    try:
        while True:
            data = os.read(stream.outlet, _PIECE)
            if not data:
                return
            keep(data)
            while data:
                data = data[os.write(stream.output, data) :]
    except OSError:
        # A pseudo-terminal ends in an error; a reader that went away ends the command as it would
        # have without us: its next write fails.
        return
    finally:
        os.close(stream.outlet)


@contextmanager
def _signals(process: "subprocess.Popen[bytes]", streams: Sequence[_Stream]) -> Iterator[None]:
    """While the command runs, signals are for it."""

    def send(number: int, _frame: Any) -> None:
        with suppress(OSError):
            process.send_signal(number)

    def leave(_number: int, _frame: Any) -> None:
        """The command has it from the terminal already."""

    def resize(_number: int, _frame: Any) -> None:
        from envdoctor.facts.text.terminal import resize_like

        for stream in streams:
            with suppress(OSError):
                resize_like(stream.outlet, stream.output)

    wanted: Dict[str, Callable[[int, Any], None]] = {
        **dict.fromkeys(_PASSED_ON, send),
        **dict.fromkeys(_FROM_THE_TERMINAL, leave),
        "SIGWINCH": resize,
    }
    before: Dict[int, Any] = {}
    for name, handler in wanted.items():
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
