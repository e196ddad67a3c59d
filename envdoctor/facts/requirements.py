"""Declared requirements that nothing installed provides, of the stack and what it pulls in."""

from __future__ import annotations

from envdoctor.facts.distributions import Metadata, is_stack, normalized
from envdoctor.facts.folders import Folders
from envdoctor.facts.markers import Markers
from envdoctor.model.environment import BrokenPin, Interpreter, Requirement
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Sequence, Set, Tuple

_OPENCV = ("opencv-python", "opencv-contrib-python")
_PROVIDES = {
    "pytorch": ("torch",),
    "py-opencv": _OPENCV,
    "opencv": _OPENCV,
    "opencv-python": _OPENCV,
    "opencv-contrib-python": _OPENCV,
    "opencv-python-headless": _OPENCV,
    "opencv-contrib-python-headless": _OPENCV,
    "eva-decord": ("decord",),
    "pillow-simd": ("pillow",),
}
"""Packages that bring the module of another: conda's under the names that Python's metadata uses,
an OpenCV without windows, decord for ARM. Nothing that MMAction2 imports is among OpenCV's contributed
modules; its script for optical flow alone uses them.
"""


_SOURCE = "METADATA of the installed distributions"


class Declared(NamedTuple):
    """One declared requirement."""

    name: str
    """Normalised."""
    specifier: str
    marker: str


class Requirements(NamedTuple):
    """What of the declared requirements does not hold."""

    unmet: Read[Tuple[Requirement, ...]]
    """By name alone: nothing installed provides it."""
    broken_pins: Read[Tuple[BrokenPin, ...]]


def read_requirements(
    folders: Folders, found: Sequence[Metadata], python: Interpreter
) -> Requirements:
    """Requirements of the stack and of what it requires in turn; extras left out.

    Exact versions ("==2.1.2") are compared, ranges are not.
    """
    first: Dict[str, Metadata] = {}
    for entry in found:
        first.setdefault(entry.distribution.name, entry)
    provided: Set[str] = set(first)
    for name in first:
        provided.update(_PROVIDES.get(name, ()))
    markers = Markers(folders.root, python)
    unmet: List[Requirement] = []
    broken: List[BrokenPin] = []
    queue = sorted(name for name in first if is_stack(name))
    reached = set(queue)
    for name in queue:  # grows while it is walked through
        try:
            declared = list(requirements_of(folders, first[name]))
        except OSError as error:
            path, reason = first[name].path, str(error)
            return Requirements(Read.unreadable(path, reason), Read.unreadable(path, reason))
        for needed in declared:
            if needed.name in first:
                if needed.name not in reached and "extra" not in needed.marker:
                    reached.add(needed.name)
                    queue.append(needed.name)
                broken.extend(_broken(first[name], needed, first[needed.name], markers))
            elif needed.name not in provided and markers.applies(needed.marker):
                unmet.append(Requirement(name, needed.name, needed.specifier))
    return Requirements(Read.of(tuple(unmet), _SOURCE), Read.of(tuple(broken), _SOURCE))


def _broken(
    entry: Metadata, needed: Declared, installed: Metadata, markers: Markers
) -> Iterator[BrokenPin]:
    """The exact version that is not the installed one; conda's own solver answers for its packages."""
    name, version = entry.distribution.name, installed.distribution.version
    if needed.specifier[:2] != "==" or entry.distribution.installer == "conda":
        return
    pin = needed.specifier[2:]
    if not pin_holds(pin, version) and markers.applies(needed.marker):
        yield BrokenPin(name, needed.name, pin, version)


def pin_holds(pin: str, installed: str) -> bool:
    """Whether an exact version is met; what is no plain version, or more than one, may be."""
    if not pin or pin[0] == "=" or "," in pin or pin.endswith("*"):
        return True
    if "+" not in pin:
        installed = installed.partition("+")[0]
    return _shortest(pin) == _shortest(installed)


def _shortest(version: str) -> str:
    """The version without zeros at its end, which do not count: "2.0" for "2.0.0"."""
    plain = version.lower()
    while plain.endswith(".0"):
        plain = plain[:-2]
    return plain


def requirements_of(folders: Folders, entry: Metadata) -> Iterator[Declared]:
    """What the distribution declares; raises `OSError` when its metadata cannot be read."""
    if entry.path.endswith((".json", ".egg-info")) or entry.path.endswith("/EGG-INFO"):
        if "requires.txt" in folders.names(entry.path):
            yield from from_requires_txt(folders.root.read_text(f"{entry.path}/requires.txt"))
        return
    try:
        text = folders.root.read_bytes(f"{entry.path}/METADATA")
    except FileNotFoundError:
        return
    yield from from_headers(text)


def from_headers(metadata: bytes) -> Iterator[Declared]:
    """The Requires-Dist lines among the headers of METADATA that hold without an extra."""
    end = metadata.find(b"\n\n")
    headers = metadata[:end] if end >= 0 else metadata.partition(b"\r\n\r\n")[0]
    for block in headers.split(b"\nRequires-Dist:")[1:]:
        line = block.partition(b"\n")[0]
        # Most lines belong to an extra: they are passed over before anything is taken apart.
        if b"extra ==" not in line or b" or " in line:
            yield parse(line.decode("utf-8", "replace"))


def from_requires_txt(text: str) -> Iterator[Declared]:
    """The lines of requires.txt: "[:marker]" heads a part, "[extra]" one to leave out."""
    marker = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            extra, _, marker = line.strip("[]").partition(":")
            marker = "extra == 'x'" if extra else marker
        elif line:
            yield parse(f"{line} ; {marker}" if marker else line)


def parse(text: str) -> Declared:
    """Take "mmcv[ops] (>=2.0,<2.2) ; python_version < '3.12'" apart."""
    requirement, _, marker = text.strip().partition(";")
    end = 0
    while end < len(requirement) and (requirement[end].isalnum() or requirement[end] in "-_."):
        end += 1
    rest = requirement[end:].strip()
    if rest.startswith("["):
        rest = rest.partition("]")[2].strip()
    specifier = "" if rest.startswith("@") else rest.strip("()").replace(" ", "")
    return Declared(normalized(requirement[:end]), specifier, marker.strip())
