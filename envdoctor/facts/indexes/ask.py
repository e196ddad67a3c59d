"""One question to one index or page: from its folder, from the cache, or over the network."""

from __future__ import annotations

from envdoctor.facts.indexes import trouble
from envdoctor.facts.indexes.address import Address
from envdoctor.facts.indexes.cache import Cache, kept
from envdoctor.facts.indexes.client import Client
from envdoctor.facts.indexes.configuration import Network
from envdoctor.facts.indexes.local import rows_of_folder, rows_of_index
from envdoctor.facts.indexes.pages import Row, rows_of
from envdoctor.facts.root import Root
from envdoctor.model.listing import FIND_LINKS
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

_NOT_MODIFIED = 304
_MISSING = 404


class Answer(NamedTuple):
    """What came of one question."""

    rows: Tuple[Row, ...] = ()
    trouble: Optional[trouble.Trouble] = None
    age_seconds: float = 0.0


class Asker:
    """Asks with one connection: each thread has its own."""

    def __init__(self, network: Network, cache: Cache, deadline: float) -> None:
        self._network = network
        self._cache = cache
        self._deadline = deadline
        self._root = Root()
        self._client: Optional[Client] = None

    def answer(self, kind: str, address: Address, project: str) -> Answer:
        """The rows of an index's project, or of a whole find-links page; never raises."""
        try:
            if address.path:
                return Answer(self._on_this_machine(kind, address.path, project))
            return self._over_the_network(kind, address, project)
        except trouble.Trouble as found:
            return Answer(trouble=found)
        except Exception:  # noqa: BLE001 - whatever an index sends, the others' answers count
            return Answer(trouble=trouble.no_page(address.host))

    def close(self) -> None:
        """Lets the connections go."""
        if self._client is not None:
            self._client.close()

    def _on_this_machine(self, kind: str, path: str, project: str) -> Tuple[Row, ...]:
        if kind == FIND_LINKS:
            return rows_of_folder(self._root, path, self._deadline)
        return rows_of_index(self._root, path, project, self._deadline)

    def _over_the_network(self, kind: str, address: Address, project: str) -> Answer:
        if kind != FIND_LINKS:
            address = address.below(project)
        # Two addresses that differ in what is hidden alone must not share an answer.
        may_keep = address.public == address.url
        known = self._cache.load(address.public) if may_keep else None
        if known is not None and known.is_fresh() and address.credentials is None:
            return Answer(known.rows, age_seconds=known.age_seconds())
        if self._client is None:
            self._client = Client(self._network, self._deadline)
        page = self._client.get(address, known.validators() if known else None)
        if page.status == _NOT_MODIFIED and known is not None:
            self._cache.save(address.public, known.again(page.headers))
            return Answer(known.rows)
        if page.status == _MISSING and kind != FIND_LINKS:
            return Answer()
        if page.status in (_NOT_MODIFIED, _MISSING):
            raise trouble.failed(address.host, page.status)
        rows = rows_of(page.body, page.content_type, page.url, address.host, self._deadline)
        found = kept(rows, page.headers) if may_keep else None
        if found is not None:
            self._cache.save(address.public, found)
        return Answer(rows)
