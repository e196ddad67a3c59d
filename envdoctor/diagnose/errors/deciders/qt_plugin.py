"""Qt does not start: no screen, a missing library, or OpenCV's Qt beside another."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.goal import Constrain, Manual, Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_LIBRARY = re.compile(r"(lib)?xcb-cursor0|xcb-xinerama")


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """By the line about the display, the line about a library, and whose plugins were looked at."""
    if account.has("could not connect to display", "cannot open display"):
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            why=_("a window was to be opened where there is no screen"),
            goals=(Manual(_("write images to files in place of showing them, or use xvfb-run")),),
        )
    elif any(_LIBRARY.search(line.text) for line in account.around(seen.line, 4, 4)):
        yield seen.suspect(
            cause="missing_system_library",
            layer="system",
            why=_("Qt's plugin for X needs libxcb-cursor0, which is not installed"),
            goals=(Manual(_("install what it lacks: apt-get install -y libxcb-cursor0")),),
        )
    elif "cv2" in seen.groups["path"]:
        yield seen.suspect(
            why=_(
                "OpenCV brings its own Qt, and another one (PyQt5, PySide, the system's) is loaded beside it"
            ),
            goals=(Remove("opencv-python"), Constrain("opencv-python-headless", "")),
            ask=_(
                "whether the program shows windows with cv2: then keep OpenCV and remove the other Qt"
            ),
        )
    else:
        yield seen.suspect(
            cause="missing_system_library",
            layer="system",
            why=_(
                "Qt's plugin for X does not load: a library of the system that it needs is missing"
            ),
            goals=(
                Manual(
                    _(
                        "install what it lacks: apt-get install -y libxcb-xinerama0 libxcb-cursor0 libxkbcommon-x11-0"
                    )
                ),
            ),
            ask=_("what QT_DEBUG_PLUGINS=1 prints"),
        )
