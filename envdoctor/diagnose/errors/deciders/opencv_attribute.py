"""cv2 has no such name: mixed OpenCV packages, a part that only contrib has, or a file named cv2.py."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import MEDIUM
from envdoctor.model.goal import Constrain, Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_CONTRIB = frozenset(
    [
        "aruco",
        "bgsegm",
        "bioinspired",
        "ccm",
        "datasets",
        "dnn_superres",
        "dpm",
        "face",
        "freetype",
        "fuzzy",
        "hdf",
        "hfs",
        "img_hash",
        "intensity_transform",
        "legacy",
        "line_descriptor",
        "mcc",
        "motempl",
        "multi_tracker",
        "MultiTracker_create",
        "optflow",
        "ovis",
        "phase_unwrapping",
        "plot",
        "quality",
        "rapid",
        "reg",
        "rgbd",
        "saliency",
        "sfm",
        "stereo",
        "structured_light",
        "surface_matching",
        "text",
        "tracking",
        "viz",
        "wechat_qrcode",
        "xfeatures2d",
        "ximgproc",
        "xphoto",
        "TrackerCSRT_create",
        "TrackerMOSSE_create",
        "TrackerBoosting_create",
    ]
)
"""Modules and classes of opencv_contrib."""
_MAIN = "opencv-contrib-python"


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """By whether the name is one of opencv_contrib's."""
    name = seen.groups["name"]
    if name in _CONTRIB and "partially" not in seen.line.text:
        listed, _version = installed(account, _MAIN)
        yield seen.suspect(
            cause="conflicting_packages" if listed else "dependency_missing",
            confidence=MEDIUM,
            why=_(
                "{name} is in opencv-contrib-python only, and the cv2 that is imported is not that"
            ),
            goals=(Reinstall(_MAIN),) if listed else (Constrain(_MAIN, ""),),
        )
        return
    yield seen.suspect(
        ask=_(
            "which OpenCV packages `python -m pip list` shows (one is right, all of the same version at most), and whether a file cv2.py lies near by"
        )
    )
