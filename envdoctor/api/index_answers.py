"""What indexes and pages say of the pins of a plan, each asked once."""

from __future__ import annotations

from functools import partial

from envdoctor.compat.versions import public
from envdoctor.facts.deadline import Pending
from envdoctor.facts.indexes.available import available
from envdoctor.facts.indexes.configuration import Configuration
from envdoctor.model.listing import MISSING, THERE, UNKNOWN, File, Listing, Source
from envdoctor.model.plan import FROM_SOURCE, Pin
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

    from envdoctor.facts.indexes.cache import Cache

_FIND_LINKS = "--find-links"
_BUILT_HERE = ("mmaction2",)
"""Taken from a clone where they are not wheels: no index has a say."""
_READING_SECONDS = 60.0
_NEVER_COMPILED = ("torch", "torchvision")


class Target(NamedTuple):
    """What the files must run on, in the words of wheel tags."""

    python_tag: str
    platform_tag: str


class Verdict(NamedTuple):
    """What came of one pin."""

    state: str
    """THERE, MISSING or UNKNOWN."""
    file: Optional[File]
    """The one that an installer would take, where it is there."""
    places: Tuple[Source, ...]
    """Who was asked."""


class _Asked(NamedTuple):
    """One round of questions: to the configuration's places, or to the one that pins are bound to."""

    url: str
    """"" for the configuration's."""
    listing: Listing
    by_version: Mapping[Tuple[str, str], Tuple[File, ...]]
    """By project and version, with its local part and without."""

    @classmethod
    def of(cls, url: str, listing: Listing) -> _Asked:
        """The answers, in the order in which they are looked up."""
        found: Dict[Tuple[str, str], List[File]] = {}
        for name, files in listing.files.items():
            for file in files:
                for version in {file.version, public(file.version)}:
                    found.setdefault((name, _key(version)), []).append(file)
        return cls(url, listing, {key: tuple(files) for key, files in found.items()})

    def candidates(self, pin: Pin) -> Iterator[File]:
        """The files of the versions that a pin names."""
        if pin.specifier.startswith("=="):
            yield from self.by_version.get((pin.name, _key(pin.version)), ())
            return
        from packaging.specifiers import SpecifierSet

        range_ = SpecifierSet(pin.specifier)
        for file in self.listing.files.get(pin.name, ()):
            if not file.yanked and range_.contains(file.version):
                yield file


class Answers:
    """All that was asked so far."""

    def __init__(
        self,
        configuration: Configuration,
        seconds: float,
        cache: Optional[Cache] = None,
    ) -> None:
        self.configuration = configuration
        self._seconds = seconds
        self._cache = cache
        self._asked: List[_Asked] = []

    def ask(self, pins: Sequence[Pin]) -> None:
        """Asks about those pins that nobody was asked about yet, all places at once."""
        # What asks must not be the first to import `threading`: see `Pending`.
        import requests  # noqa: F401

        groups: Dict[Tuple[str, str], List[str]] = {}
        for pin in pins:
            if is_of_an_index(pin) and not self._was_asked(pin):
                groups.setdefault((pin.option, pin.index_url), []).append(pin.name)
        # Threads that nobody waits for at the end: Ctrl-C ends at once, whoever is silent. Each
        # keeps to its own time, and what is read in it takes some of its own.
        asking = [
            Pending(partial(self._ask, *group), self._seconds + _READING_SECONDS)
            for group in groups.items()
        ]
        self._asked += [call.answer() for call in asking]

    def verdict(self, pin: Pin, target: Target) -> Verdict:
        """Whether a pin can be installed from where it is bound to, or from the user's own pages."""
        about = tuple(self._about(pin))
        if not about:
            return Verdict(UNKNOWN, None, ())
        files = [
            file
            for asked in about
            for file in asked.candidates(pin)
            if _is_allowed(file, pin, target)
        ]
        places = tuple(source for asked in about for source in asked.listing.sources)
        if files:
            return Verdict(THERE, max(files, key=_rank), places)
        bound = pin.index_url if pin.option else ""
        known = all(asked.listing.knows(pin.name, bound) for asked in about)
        return Verdict(MISSING if known else UNKNOWN, None, places)

    def listing(self) -> Optional[Listing]:
        """All answers as one; None where nobody was asked."""
        if not self._asked:
            return None
        names = tuple(dict.fromkeys(n for asked in self._asked for n in asked.listing.projects))
        files: Dict[str, Dict[File, None]] = {name: {} for name in names}
        sources: List[Source] = []
        for asked in self._asked:
            for name, found in asked.listing.files.items():
                files[name].update(dict.fromkeys(found))
            unasked = tuple(name for name in names if name not in asked.listing.projects)
            sources += [s._replace(silent=(*s.silent, *unasked)) for s in asked.listing.sources]
        return Listing(names, tuple(sources), {name: tuple(found) for name, found in files.items()})

    def _was_asked(self, pin: Pin) -> bool:
        return next(self._about(pin), None) is not None

    def _about(self, pin: Pin) -> Iterator[_Asked]:
        url = pin.index_url if pin.option else ""
        return (a for a in self._asked if a.url == url and pin.name in a.listing.projects)

    def _ask(self, place: Tuple[str, str], names: List[str]) -> _Asked:
        option, url = place
        settings = self.configuration
        if not url:
            listing = available(names, (), settings, self._seconds, cache=self._cache)
            return _Asked.of("", listing)
        pages, indexes = ((url,), ()) if option == _FIND_LINKS else ((), (url,))
        listing = available(
            names,
            pages,
            settings._replace(indexes=()),
            self._seconds,
            indexes=indexes,
            cache=self._cache,
        )
        return _Asked.of(url, listing)


def is_of_an_index(pin: Pin) -> bool:
    """Whether an index has a say: not about what comes from a clone."""
    return pin.how != FROM_SOURCE or pin.name not in _BUILT_HERE


def _is_allowed(file: File, pin: Pin, target: Target) -> bool:
    if pin.how == FROM_SOURCE:
        return not file.tags
    if file.tags:
        return file.runs_on(*target)
    return pin.name not in _NEVER_COMPILED and "mmcv" not in pin.name


def _key(version: str) -> str:
    """2.1 and 2.1.0 are the same version."""
    release, plus, local = version.partition("+")
    while release.endswith(".0"):
        release = release[:-2]
    return release + plus + local


def _rank(file: File) -> Tuple[bool, bool, object]:
    """A wheel before sources, what was not yanked before what was, the newest first."""
    from packaging.version import Version

    return bool(file.tags), not file.yanked, Version(file.version)
