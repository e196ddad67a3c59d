"""The target interpreter as a child process: started, listened to, ended with all it started."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO, Any, Dict, List, NamedTuple, Optional

MAIN = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "target", "main.py"
)
MOST_OUTPUT_BYTES = 16_000_000
LONGEST_LINE_BYTES = 1_000_000
KEPT_ERROR_BYTES = 8192
_LINGER_SECONDS = 2.0
_LARGEST_EXIT_CODE = 255

Event = Dict[str, Any]


class End(NamedTuple):
    """How a child ended; `how` is "SIGSEGV" or "exit code 1", `said` its last words on stderr."""

    code: Optional[int]
    """None when it was ended by us."""
    how: str
    said: str


class Hung(Exception):
    """No event came in time."""


class Flooded(Exception):
    """The target printed more than is kept."""


class Child:
    """One run of `target/main.py`. Use as a context manager: leaving it ends the process group."""

    def __init__(self, python: str, request: Dict[str, Any]) -> None:
        """Starts the process; raises OSError when `python` cannot be started."""
        self._token = secrets.token_hex(16)
        self._folder = tempfile.mkdtemp(prefix="envdoctor-")
        self._events: "queue.Queue[Optional[Event]]" = queue.Queue()
        self._said = b""
        self._flooded = False
        try:
            self._process = _start(python, self._folder)
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._threads = [
            threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._keep_errors, args=(self._process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._ask({**request, "token": self._token})

    def __enter__(self) -> "Child":  # noqa: PYI034 - Self is not in Python 3.8
        return self

    def __exit__(self, *exc: object) -> None:
        self._kill()
        for thread in self._threads:
            thread.join(_LINGER_SECONDS)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            _close(stream)
        shutil.rmtree(self._folder, ignore_errors=True)

    def event(self, seconds: float) -> Optional[Event]:
        """The next event, or None when the process has ended; raises Hung or Flooded."""
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            try:
                # Short waits: on Windows a longer one would keep Ctrl-C from being heard.
                event = self._events.get(timeout=max(0.0, min(left, 0.2)))
            except queue.Empty:
                if left <= 0:
                    raise Hung from None
                if self._process.poll() is not None and not self._threads[0].is_alive():
                    return None
                continue
            if event is None and self._flooded:
                raise Flooded
            return event

    def end(self) -> End:
        """How the process ended, once `event` has returned None."""
        try:
            code = self._process.wait(_LINGER_SECONDS)
        except subprocess.TimeoutExpired:
            return End(None, "", "")
        self._threads[1].join(_LINGER_SECONDS)
        return End(code, _how(code), _telling(self._said))

    def _ask(self, request: Dict[str, Any]) -> None:
        stdin = self._process.stdin
        if stdin is None:
            return
        try:
            stdin.write(json.dumps(request).encode("ascii") + b"\n")
            stdin.flush()
        except OSError:
            # It has ended already; `event` and `end` tell how.
            return

    def _listen(self, stream: IO[bytes]) -> None:
        """Puts every line that is ours into the queue, then None; others are left unread."""
        read = 0
        line = stream.readline(LONGEST_LINE_BYTES)
        while line:
            read += len(line)
            if read > MOST_OUTPUT_BYTES:
                self._flooded = True
                break
            event = _parse(line, self._token)
            if event is not None:
                self._events.put(event)
            line = stream.readline(LONGEST_LINE_BYTES)
        self._events.put(None)

    def _keep_errors(self, stream: IO[bytes]) -> None:
        while True:
            part = os.read(stream.fileno(), 65536)
            if not part:
                return
            self._said = (self._said + part)[-KEPT_ERROR_BYTES:]

    def _kill(self) -> None:
        """Ends the process and whatever it started."""
        if sys.platform == "win32":
            if self._process.poll() is None:
                tree = ["taskkill", "/F", "/T", "/PID", str(self._process.pid)]
                subprocess.run(tree, capture_output=True, check=False)
        else:
            # When the group is gone: the first on Linux, the second on macOS.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _start(python: str, folder: str) -> "subprocess.Popen[bytes]":
    new_group: Dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        new_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    # -B: nothing is written into the inspected environment, nor beside envdoctor's own files.
    return subprocess.Popen(
        [python, "-B", MAIN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_environment(),
        **new_group,
    )


def _environment() -> Dict[str, str]:
    """This process's own; PYTHONPATH, which may be the fault, means the same from any folder."""
    environment = dict(os.environ)
    named = environment.get("PYTHONPATH")
    if named:
        folders = [os.path.abspath(folder) for folder in named.split(os.pathsep)]
        environment["PYTHONPATH"] = os.pathsep.join(folders)
    return environment


def _close(stream: Optional[IO[bytes]]) -> None:
    try:
        if stream is not None:
            stream.close()
    except OSError:
        # Closing stdin flushes what a dead process never read.
        return


def _parse(line: bytes, token: str) -> Optional[Event]:
    if token.encode() not in line:
        return None
    try:
        event = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or event.get("envdoctor") != token:
        return None
    return event if isinstance(event.get("event"), str) else None


def _how(code: int) -> str:
    if code >= 0:
        # Windows gives its own crash codes (0xC0000005) as exit codes.
        return f"exit code {code}" if code <= _LARGEST_EXIT_CODE else f"exit code 0x{code:08X}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _telling(said: bytes) -> str:
    """The line of standard error that tells most: Python's own last words, else the last line."""
    lines: List[str] = [line.strip() for line in said.decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line]
    fatal = [line for line in lines if line.startswith("Fatal Python error")]
    return (fatal or lines[-1:] or [""])[0][:300]
