"""cv2 can't open windows: by which OpenCV packages are listed."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH
from envdoctor.model.goal import Reinstall, Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_HEADLESS = ("opencv-python-headless", "opencv-contrib-python-headless")
_FULL = ("opencv-python", "opencv-contrib-python")


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """Sure where both a package with windows and one without are listed."""
    headless, _version = installed(account, *_HEADLESS)
    full, _version = installed(account, *_FULL)
    if headless and full:
        yield seen.suspect(
            confidence=HIGH,
            why=_(
                "{headless}, which can't open windows, lies over {full}: both bring the module cv2"
            ),
            params={"headless": headless, "full": full},
            goals=(Remove(headless), Reinstall(full)),
            ask="",
        )
        return
    yield seen.suspect(goals=(Remove(_HEADLESS[0]), Reinstall(full or _FULL[0])))
