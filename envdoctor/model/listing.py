"""What package indexes and find-links pages say is there, and who did not answer."""

from __future__ import annotations

from envdoctor.model.wheel_tags import fits
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, Mapping, Optional, Tuple

INDEX = "index"
FIND_LINKS = "find_links"

ANSWERED = "answered"
UNREACHABLE = "unreachable"
"""No connection, or no answer in time."""
REFUSED = "refused"
"""It wants credentials, or lets nobody in."""
BROKEN = "broken"
"""Something answers, and not as an index does."""
OFFLINE = "offline"
"""Not asked, since somebody said so."""

THERE = "there"
MISSING = "missing"
UNKNOWN = "unknown"


class File(NamedTuple):
    """One file that can be installed from, as its index describes it."""

    project: str
    """Normalised."""
    version: str
    """Normalised, with its local part ("2.1.0+cu118")."""
    name: str
    tags: Tuple[str, ...]
    """Of a wheel ("cp38-cp38-linux_x86_64"); none for a source distribution."""
    source: str
    """The address of the index or page that lists it."""
    url: str
    """Without credentials and parameters."""
    size_bytes: Optional[int]
    sha256: str
    """"" where the index gives none."""
    requires_python: str
    yanked: bool
    yanked_reason: str

    def runs_on(self, python_tag: str, platform_tag: str) -> bool:
        """Whether it is a wheel for this Python ("cp38") and platform; "" stands for any."""
        return any(fits(tag, python_tag, platform_tag) for tag in self.tags) and _takes(
            self.requires_python, python_tag
        )


class Source(NamedTuple):
    """One index or page that was asked, and what came of it."""

    kind: str
    """INDEX or FIND_LINKS."""
    address: str
    """Without credentials."""
    named_by: str
    """The file or variable that names it; "" for one that the caller brought."""
    state: str
    """ANSWERED, or the state of the first project that it gave no answer for."""
    reason: str
    """English template of one sentence; "" where it answered."""
    params: Mapping[str, str]
    silent: Tuple[str, ...]
    """The projects that it gave no answer for."""
    age_seconds: float
    """How old the oldest of its answers is: it may come from the cache."""


class Listing(NamedTuple):
    """What is there of some projects."""

    projects: Tuple[str, ...]
    """Normalised: what was asked for."""
    sources: Tuple[Source, ...]
    """In the order in which the configuration names them."""
    files: Mapping[str, Tuple[File, ...]]
    """By project; sources in their order."""

    def has(
        self,
        project: str,
        version: str = "",
        python_tag: str = "",
        platform_tag: str = "",
        at: str = "",
    ) -> str:
        """THERE, MISSING, or UNKNOWN where nobody has it and not everybody answered.

        With tags: a wheel for them. `at` asks one source alone, by its address. A version is exact,
        local part included: "2.1.0" is not "2.1.0+cpu".
        """
        return self._verdict(
            project, self.found(project, version, python_tag, platform_tag, at), at
        )

    def has_sdist(self, project: str, version: str, at: str = "") -> str:
        """The same of a source distribution."""
        found = self.found(project, version, at=at)
        return self._verdict(project, tuple(file for file in found if not file.tags), at)

    def found(
        self,
        project: str,
        version: str = "",
        python_tag: str = "",
        platform_tag: str = "",
        at: str = "",
    ) -> Tuple[File, ...]:
        """The files themselves; those that were yanked stand last, as only an exact pin takes them."""
        return tuple(
            sorted(
                self._found(project, version, python_tag, platform_tag, at),
                key=lambda file: file.yanked,
            )
        )

    def versions(self, project: str, at: str = "") -> Tuple[str, ...]:
        """The versions that have a file that was not yanked, oldest first."""
        from packaging.version import Version

        found = {file.version for file in self.found(project, at=at) if not file.yanked}
        return tuple(sorted(found, key=Version))

    def knows(self, project: str, at: str = "") -> bool:
        """Whether everybody that was asked for the project answered, and anybody was."""
        name = _normal(project)
        asked = [source for source in self.sources if at in ("", source.address)]
        return (
            name in self.projects
            and bool(asked)
            and not any(name in source.silent for source in asked)
        )

    def _verdict(self, project: str, found: Tuple[File, ...], at: str) -> str:
        if found:
            return THERE
        return MISSING if self.knows(project, at) else UNKNOWN

    def _found(
        self, project: str, version: str, python_tag: str, platform_tag: str, at: str
    ) -> Iterator[File]:
        wanted = _key(version)
        for file in self.files.get(_normal(project), ()):
            if at not in ("", file.source) or (version and _key(file.version) != wanted):
                continue
            if not (python_tag or platform_tag) or file.runs_on(python_tag, platform_tag):
                yield file


def _normal(project: str) -> str:
    words = project.lower().replace("_", "-").replace(".", "-").split("-")
    return "-".join(filter(None, words))


def _key(version: str) -> str:
    """2.1 and 2.1.0 are the same version; the rest of PEP 440 is normalised before it comes here."""
    release, plus, local = version.partition("+")
    while release.endswith(".0"):
        release = release[:-2]
    return release + plus + local


def _takes(requires_python: str, python_tag: str) -> bool:
    """Whether some patch release of the Python is allowed; what cannot be read forbids nothing."""
    number = python_tag[2:]
    if not requires_python or not number.isdigit():
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(requires_python)
    except InvalidSpecifier:
        return True
    return any(allowed.contains(f"{number[0]}.{number[1:]}.{patch}") for patch in (0, 99))
