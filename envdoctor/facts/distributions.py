"""Installed distributions, from the names of their metadata folders."""

from __future__ import annotations

from envdoctor.facts.folders import Folders, base, join, tidy
from envdoctor.model.environment import Distribution
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Sequence, Tuple

_STACK = frozenset(
    {
        "av",
        "decord",
        "eva-decord",
        "numpy",
        "openmim",
        "pyav",
        "torch",
        "torchaudio",
        "torchcodec",
        "torchvision",
    }
)
_STACK_PREFIXES = ("mm", "opencv-")


class Metadata(NamedTuple):
    """A distribution with the place of its metadata."""

    distribution: Distribution
    path: str
    """The .dist-info or .egg-info folder or file, or conda's record."""


def is_stack(name: str) -> bool:
    """Whether the distribution belongs to the layers that envdoctor judges."""
    return name in _STACK or name.startswith(_STACK_PREFIXES)


def normalized(name: str) -> str:
    """The project name as PEP 503 compares it: "opencv-python"."""
    plain = name.lower().replace("_", "-").replace(".", "-")
    while "--" in plain:
        plain = plain.replace("--", "-")
    return plain


def installed(folders: Folders, site_packages: Sequence[str], prefix: str) -> Tuple[Metadata, ...]:
    """Every distribution in the order of the path: of two with one name, Python sees the first.

    Conda's own packages come last; one that site-packages shows as well is listed there alone.
    """
    linked: Dict[str, str] = {}
    found: List[Metadata] = []
    for location in site_packages:
        found.extend(_in_folder(folders, location, linked))
    found = [_with_origin(folders, entry, linked) for entry in _whole(folders, found)]
    conda = tuple(_in_conda(folders, prefix))
    by_conda = {(name, version) for name, version, _ in conda}
    found = [
        entry._replace(distribution=entry.distribution._replace(installer="conda"))
        if not entry.distribution.installer
        and (entry.distribution.name, entry.distribution.version) in by_conda
        else entry
        for entry in found
    ]
    shown = {(entry.distribution.name, entry.distribution.version) for entry in found}
    for name, version, path in conda:
        if (name, version) not in shown:
            location = f"{prefix}/conda-meta"
            found.append(Metadata(Distribution(name, version, location, "conda", False), path))
    return tuple(found)


def read_distributions(
    folders: Folders, found: Sequence[Metadata], site_packages: Sequence[str], prefix: str
) -> Read[Tuple[Distribution, ...]]:
    """All that is installed; unreadable when a folder of the path could not be listed."""
    for location in (*site_packages, f"{prefix}/conda-meta"):
        if folders.failure(location):
            return Read.unreadable(location, folders.failure(location))
    source = ", ".join(site_packages) or prefix
    return Read.of(tuple(entry.distribution for entry in found), source)


def _in_folder(folders: Folders, location: str, linked: Dict[str, str]) -> Iterator[Metadata]:
    names = folders.names(location)
    for name in sorted(names):
        stem, dot, kind = name.rpartition(".")
        if (
            kind not in ("dist-info", "egg-info", "egg-link")
            or not dot
            or stem[:1] in ("~", "-", "")
        ):
            continue
        path = f"{location}/{name}"
        project, _, version = stem.partition("-")
        if kind == "egg-link":
            linked[normalized(stem)] = _linked_folder(folders, path)
            continue
        if kind == "egg-info":
            version = version.partition("-py")[0] or _header(folders, f"{path}/PKG-INFO", "Version")
        yield Metadata(Distribution(normalized(project), version, location, "", False), path)
    if location.endswith(".egg") and "EGG-INFO" in names:
        project, version = (*base(location)[: -len(".egg")].split("-"), "")[:2]
        path = f"{location}/EGG-INFO"
        yield Metadata(Distribution(normalized(project), version, location, "", False), path)


def _whole(folders: Folders, found: Sequence[Metadata]) -> Iterator[Metadata]:
    """Leaves out what a removal left behind beside its successor: a folder without METADATA."""
    seen: Dict[Tuple[str, str], int] = {}
    for entry in found:
        key = (entry.distribution.location, entry.distribution.name)
        seen[key] = seen.get(key, 0) + 1
    for entry in found:
        key = (entry.distribution.location, entry.distribution.name)
        names = folders.names(entry.path) if seen[key] > 1 else ()
        if seen[key] == 1 or "METADATA" in names or not entry.path.endswith(".dist-info"):
            yield entry


def _with_origin(folders: Folders, entry: Metadata, linked: Dict[str, str]) -> Metadata:
    """Who installed it and whether from a source folder; read for the stack's packages only."""
    found = entry.distribution
    editable = linked.get(found.name, "") == found.location
    if not is_stack(found.name):
        return entry._replace(distribution=found._replace(editable=editable)) if editable else entry
    names = folders.names(entry.path)
    installer = ""
    if "INSTALLER" in names:
        installer = _text(folders, f"{entry.path}/INSTALLER").strip()[:64]
    if "direct_url.json" in names:
        text = _text(folders, f"{entry.path}/direct_url.json").replace(" ", "")
        editable = editable or '"editable":true' in text
    if not editable and entry.path.endswith(".egg-info"):
        editable = base(found.location) not in ("site-packages", "dist-packages")
    return entry._replace(distribution=found._replace(installer=installer, editable=editable))


def _in_conda(folders: Folders, prefix: str) -> Iterator[Tuple[str, str, str]]:
    """Name, version and record of conda's packages (pytorch-2.1.2-py3.8_cuda12.1_0.json)."""
    for name in sorted(folders.names(f"{prefix}/conda-meta")):
        project, _, version = name.rpartition("-")[0].rpartition("-")
        if project and name.endswith(".json"):
            yield normalized(project), version, f"{prefix}/conda-meta/{name}"


def _linked_folder(folders: Folders, path: str) -> str:
    lines = _text(folders, path).splitlines()
    return tidy(join("/", lines[0].strip())) if lines else ""


def _header(folders: Folders, path: str, name: str) -> str:
    """One header of a metadata file."""
    for line in _text(folders, path).splitlines():
        if not line:
            break
        key, _, value = line.partition(":")
        if key == name:
            return value.strip()
    return ""


def _text(folders: Folders, path: str) -> str:
    try:
        return folders.root.read_text(path, 1024 * 1024)
    except OSError:
        return ""
