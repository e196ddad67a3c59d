"""What a file's name says: project, version, and the wheel's tags."""

from __future__ import annotations

from envdoctor.facts.indexes.pages import Row
from envdoctor.model.listing import File
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

_SDISTS = (".tar.gz", ".zip")


class Named(NamedTuple):
    """A file's name, understood."""

    project: str
    version: str
    tags: Tuple[str, ...]
    """None of a source distribution."""


def named(name: str, project: str = "") -> Optional[Named]:
    """What the name says; None where it is no name of a wheel or source distribution.

    `project` is what a source distribution's index page is of: old names are ambiguous.
    """
    from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_wheel_filename
    from packaging.version import InvalidVersion

    try:
        if name.endswith(".whl"):
            found, version, _build, tags = parse_wheel_filename(name)
            return Named(found, str(version), tuple(sorted(str(tag) for tag in tags)))
        return _sdist(name, project)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def _sdist(name: str, project: str) -> Optional[Named]:
    from packaging.utils import canonicalize_name, parse_sdist_filename
    from packaging.version import Version

    if not name.endswith(_SDISTS):
        return None
    stem = name[: -len(".tar.gz")] if name.endswith(".tar.gz") else name[: -len(".zip")]
    for at, sign in enumerate(stem):
        if project and sign == "-" and canonicalize_name(stem[:at]) == project:
            return Named(project, str(Version(stem[at + 1 :])), ())
    found, version = parse_sdist_filename(name)
    return Named(found, str(version), ())


def file_of(row: Row, source: str, project: str = "") -> Optional[File]:
    """The file that a row describes; None where its name is not understood, or another project's."""
    found = named(row.name, project)
    if found is None or (project and found.project != project):
        return None
    return File(
        project=found.project,
        version=found.version,
        name=row.name,
        tags=found.tags,
        source=source,
        url=row.url,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        requires_python=row.requires_python,
        yanked=row.yanked is not None,
        yanked_reason=row.yanked or "",
    )
