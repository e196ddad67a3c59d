"""What the claims say of the environment's packages, as the records of the environment."""

from __future__ import annotations

from envdoctor.facts.text.told import NOT_SAID, Told, best, read_of
from envdoctor.model.account import CHANNEL, EDITABLE, IMPORTED, LISTED, MMCV_CUDA, PACKAGE, SAID
from envdoctor.model.environment import Decoder, Distribution, Mmcv, Package
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, List, Optional, Tuple

    from envdoctor.model.account import Claim

_OPENCV = (
    *("opencv-python", "opencv-contrib-python", "opencv-python-headless"),
    *("opencv-contrib-python-headless", "py-opencv", "opencv"),
)
_MMCV = ("mmcv", "mmcv-full", "mmcv-lite")
_DECODERS = {
    "av": "av",
    "pyav": "av",
    "decord": "decord",
    "eva-decord": "decord",
    "torchcodec": "torchcodec",
}
SEEN_IN_NAME = ""
"""What stands for the file of mmcv's ops that nobody has seen, and that its name promises."""


def package_of(told: Told, module: str, *names: str) -> Read[Package]:
    """One package: as it was imported, else as a list names it."""
    claim = told.best(IMPORTED, *names) or told.best(PACKAGE, *names)
    if claim is None:
        return Read.unknown(NOT_SAID)
    listed = told.best(PACKAGE, *names)
    distribution = listed.name if listed else names[0]
    editable = bool(told.all(EDITABLE, *names))
    found = Package(module, distribution, _version(claim), "", editable, ())
    return read_of(found, claim)


def opencv_of(told: Told) -> Read[Package]:
    """OpenCV under any of its names."""
    return package_of(told, "cv2", *_OPENCV)


def mmcv_of(told: Told) -> Read[Mmcv]:
    """mmcv; its ops are there unless its name, or what it printed, says that they are not."""
    read = package_of(told, "mmcv", *_MMCV)
    package = read.value
    if package is None:
        return Read.unknown(NOT_SAID)
    listed = told.best(PACKAGE, *_MMCV)
    is_listed = listed is not None and listed.printed
    is_old = package.version.split(".")[0] in ("0", "1")
    if is_old and package.distribution == "mmcv" and not is_listed:
        # "mmcv 1.3" is how people, and mmcv itself, call mmcv-full as well.
        package = package._replace(distribution="mmcv-full")
    lacks = package.distribution == "mmcv-lite" or (is_old and package.distribution == "mmcv")
    compiler = told.best(SAID, "mmcv compiler")
    if compiler is not None:
        lacks = compiler.value.lower() in ("n/a", "not available") and not told.all(MMCV_CUDA)
    return Read.of(Mmcv(package, None if lacks else SEEN_IN_NAME), read.source)


def distributions_of(told: Told) -> Read[Tuple[Distribution, ...]]:
    """All that is installed, where a whole list was seen."""
    lists = told.all(LISTED)
    if not lists:
        return Read.unknown(NOT_SAID)
    found: Dict[Tuple[str, bool], Distribution] = {}
    sources = {claim.line.number: claim.value for claim in told.all(CHANNEL)}
    editable = {claim.name for claim in told.all(EDITABLE)}
    for claim in _rows(told, lists):
        origin = sources.get(claim.line.number, "")
        installer = "conda" if origin and not origin.startswith("pypi") else ""
        item = Distribution(claim.name, claim.value, "", installer, claim.name in editable)
        found[claim.name, bool(installer)] = item
    return read_of(tuple(found.values()), *lists)


def _rows(told: Told, lists: List[Claim]) -> List[Claim]:
    bounds = [(claim.line.number, int(claim.value)) for claim in lists]
    return [
        claim
        for claim in told.all(PACKAGE)
        if claim.printed and any(first <= claim.line.number <= last for first, last in bounds)
    ]


def decoders_of(installed: Read[Tuple[Distribution, ...]]) -> Read[Tuple[Decoder, ...]]:
    """What reads video, of a whole list in which something does."""
    found = []
    for item in installed.value or ():
        name = "opencv" if item.name in _OPENCV else _DECODERS.get(item.name, "")
        if name:
            found.append(Decoder(name, item.name, item.version))
    return Read.of(tuple(found), installed.source) if found else Read.unknown(NOT_SAID)


def _version(claim: Claim) -> str:
    """Without the commit that OpenMMLab's packages print behind their version."""
    is_theirs = claim.kind == IMPORTED and claim.name.startswith("mm")
    return claim.value.partition("+")[0] if is_theirs else claim.value


def with_local(version: str, claims: List[Claim]) -> str:
    """The version with the local part ("+cu121") that another line tells of the same release."""
    told: Optional[Claim] = best([c for c in claims if c.value.partition("+")[0] == version])
    return told.value if told else version
