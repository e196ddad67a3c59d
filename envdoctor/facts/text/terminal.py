"""A pseudo-terminal that looks like the one it stands for. POSIX alone."""

from __future__ import annotations

import fcntl
import os
import termios
from contextlib import suppress

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Tuple

_OUTPUT_FLAGS = 1
_SIZE = b"\0" * 8


def pair(like: int) -> Tuple[int, int]:
    """Our end and the command's; what is written comes through as it is, byte for byte."""
    ours, theirs = os.openpty()
    settings = termios.tcgetattr(theirs)
    settings[_OUTPUT_FLAGS] &= ~termios.OPOST
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    with suppress(OSError):
        resize_like(theirs, like)
    return ours, theirs


def resize_like(terminal: int, like: int) -> None:
    """Gives a terminal the rows and columns of another; raises OSError for what is none."""
    size = fcntl.ioctl(like, termios.TIOCGWINSZ, _SIZE)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
