"""Asks all indexes and pages of a configuration at once which files there are of some projects."""

from __future__ import annotations

import collections
import contextlib
import time

from envdoctor.facts.deadline import NoAnswer, Pending
from envdoctor.facts.indexes import trouble
from envdoctor.facts.indexes.address import Address
from envdoctor.facts.indexes.ask import Answer, Asker
from envdoctor.facts.indexes.cache import Cache, user_cache
from envdoctor.facts.indexes.configuration import Configuration, Place
from envdoctor.facts.indexes.filenames import file_of
from envdoctor.model.listing import (
    ANSWERED,
    FIND_LINKS,
    INDEX,
    OFFLINE,
    REFUSED,
    File,
    Listing,
    Source,
)
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Callable, Deque, Dict, Iterator, List, Optional, Sequence, Tuple

    Answers = Dict[str, Answer]
    """One source's answers, by what it was asked for."""

DEADLINE_SECONDS = 10.0
_WORKERS = 4
"""For each index, at most: each asks for one project after the other ..."""
_PROJECTS_EACH = 3
"""... since a connection costs more than a question."""
_EVERYTHING = ""
"""What a find-links page is asked for."""


class _Question(NamedTuple):
    """One index or page, and what it is asked for."""

    kind: str
    place: Place
    wants: Tuple[str, ...]


def available(
    projects: Sequence[str],
    find_links_pages: Sequence[str] = (),
    configuration: Optional[Configuration] = None,
    deadline_seconds: float = DEADLINE_SECONDS,
    *,
    indexes: Sequence[str] = (),
    cache: Optional[Cache] = None,
) -> Listing:
    """What is there of the projects: on the configuration's indexes and pages, and on these.

    Never raises for what an index does. Everybody is asked at once, and whoever has not answered
    when the time is over counts as out of reach. `find_links_pages` and `indexes` are the caller's
    own (those of the tables); an address that is none raises ValueError.
    """
    # What asks must not be the first to import `threading`: see `Pending`.
    import requests  # noqa: F401
    from packaging.utils import canonicalize_name

    settings = configuration or Configuration("")
    names = tuple(dict.fromkeys(str(canonicalize_name(name)) for name in projects))
    questions = tuple(_questions(names, settings, indexes, find_links_pages))
    deadline = time.monotonic() + deadline_seconds
    store = user_cache() if cache is None else cache
    answers = _asked(
        questions,
        lambda: Asker(settings.network, store, deadline),
        settings,
        deadline_seconds,
    )
    files: Dict[str, List[File]] = {name: [] for name in names}
    sources = []
    for question, found in zip(questions, answers):
        sources.append(_source(question, found, names))
        for file in _files(question, found, names):
            files[file.project].append(file)
    return Listing(names, tuple(sources), {name: tuple(files[name]) for name in names})


def _questions(
    names: Tuple[str, ...],
    settings: Configuration,
    indexes: Sequence[str],
    pages: Sequence[str],
) -> Iterator[_Question]:
    """Each place once for each kind, the configuration's first: they may know credentials."""
    seen = set()
    for kind, places, more, wants in (
        (INDEX, settings.indexes, indexes, names),
        (FIND_LINKS, settings.find_links, pages, (_EVERYTHING,)),
    ):
        for place in (*places, *(Place(Address.of(text), "") for text in more)):
            key = kind, (place.address.path or place.address.url).rstrip("/")
            if key not in seen:
                seen.add(key)
                yield _Question(kind, place, wants)


def _asked(
    questions: Tuple[_Question, ...],
    asker: Callable[[], Asker],
    settings: Configuration,
    seconds: float,
) -> Tuple[Answers, ...]:
    """What came in from each in time, and for the rest why nothing did."""
    found: Tuple[Answers, ...] = tuple({} for _question in questions)
    pending: List[Pending[None]] = []
    for question, answers in zip(questions, found):
        kept_from = _kept_from(question.place.address, settings)
        if kept_from is not None:
            answers.update((want, Answer(trouble=kept_from)) for want in question.wants)
            continue
        todo = collections.deque(question.wants)
        worker = _Worker(question, todo, answers, asker)
        workers = min(_WORKERS, -(-len(question.wants) // _PROJECTS_EACH))
        pending += [Pending(worker.run, seconds) for _worker in range(workers)]
    for call in pending:
        with contextlib.suppress(NoAnswer):
            call.answer()
    return tuple(_completed(*pair, seconds) for pair in zip(questions, found))


def _kept_from(address: Address, settings: Configuration) -> Optional[trouble.Trouble]:
    """Why nobody is to be asked there; None where somebody is."""
    if address.path:
        return None
    if settings.offline:
        return trouble.Trouble(
            OFFLINE, _("{setting} keeps the network out"), setting=settings.offline
        )
    if settings.manager == "pip" and address.is_open and not settings.network.trusts(address.host):
        return trouble.Trouble(
            REFUSED,
            _("pip passes over {host}: it does not encrypt, and trusted-host does not name it"),
            host=address.host,
        )
    return None


def _completed(question: _Question, answers: Answers, seconds: float) -> Answers:
    """A copy that late answers do not change any more."""
    late = Answer(trouble=trouble.no_answer(question.place.address.host, seconds))
    return {want: answers.get(want, late) for want in question.wants}


class _Worker(NamedTuple):
    """One thread's work; it may outlive the call, and then nobody looks at what it does."""

    question: _Question
    todo: Deque[str]
    answers: Answers
    asker: Callable[[], Asker]

    def run(self) -> None:
        """Asks for one thing after the other; who is out of reach is so for all."""
        asker = self.asker()
        try:
            while self.todo:
                want = self.todo.popleft()
                answer = asker.answer(self.question.kind, self.question.place.address, want)
                self.answers[want] = answer
                if answer.trouble is not None and answer.trouble.is_general:
                    while self.todo:
                        self.answers[self.todo.popleft()] = answer
        except IndexError:
            return  # another worker took the last one
        finally:
            asker.close()


def _source(question: _Question, answers: Answers, names: Tuple[str, ...]) -> Source:
    failures = {want: found.trouble for want, found in answers.items() if found.trouble is not None}
    first = next(iter(failures.values()), None)
    is_page = question.kind == FIND_LINKS
    return Source(
        kind=question.kind,
        address=question.place.address.public,
        named_by=question.place.named_by,
        state=ANSWERED if first is None else first.state,
        reason="" if first is None else first.sentence,
        params={} if first is None else first.params,
        silent=names if failures and is_page else tuple(failures),
        age_seconds=max((found.age_seconds for found in answers.values()), default=0.0),
    )


def _files(question: _Question, answers: Answers, names: Tuple[str, ...]) -> Iterator[File]:
    """What a source lists of the projects; a page may list thousands of others."""
    address = question.place.address.public
    for want, answer in answers.items():
        for row in answer.rows:
            plain = row.name.lower().replace("_", "-").replace(".", "-")
            for name in (want,) if want else names:
                file = file_of(row, address, name) if plain.startswith(f"{name}-") else None
                if file is not None:
                    yield file
