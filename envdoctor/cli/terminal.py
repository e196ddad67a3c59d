"""What standard output is: colours and width."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from envdoctor.report.check_text import Style

_WIDTH = 100


def style(options: Namespace) -> Style:
    """Colours on a terminal that wants them; the terminal's width up to what reads well."""
    terminal = sys.stdout.isatty()
    plain = options.no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = min(os.get_terminal_size(sys.stdout.fileno()).columns, _WIDTH) if terminal else _WIDTH
    verbosity = -1 if options.quiet else int(options.verbose)
    return Style(colour=terminal and not plain, width=max(width, 40), verbosity=verbosity)
