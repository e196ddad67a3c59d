"""What the output is: colours and width."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from envdoctor.record import TYPE_CHECKING
from envdoctor.report.setting import Style

if TYPE_CHECKING:
    from typing import Optional, TextIO

_WIDTH = 100


def style(options: Namespace, stream: Optional[TextIO] = None) -> Style:
    """Colours on a terminal that wants them; the terminal's width up to what reads well.

    `stream` is where the text goes: standard output where it is left out.
    """
    output = stream or sys.stdout
    terminal = output.isatty()
    plain = options.no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = min(os.get_terminal_size(output.fileno()).columns, _WIDTH) if terminal else _WIDTH
    verbosity = -1 if options.quiet else int(options.verbose)
    return Style(colour=terminal and not plain, width=max(width, 40), verbosity=verbosity)
