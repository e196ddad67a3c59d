"""Asks an index or a page for one document, within limits of time and size.

The transport is `requests`, with `packaging` for what names and versions mean, as in pip itself. The
clients that exist were tried on Python 3.8 and 3.13, and none fits:

- `pypi-simple` 1.8 (Python >= 3.8, well kept) reads a response as large as the server likes, takes
  4 s for a find-links page of 20,000 files, calls a file by its link's text (PyTorch's own page
  writes a folder there), and brings nine packages: its `pydantic~=2.0` would move the patient's.
- `mousebender` 2025.1 (Python >= 3.8, well kept, of PEP 691's author) asks nothing itself; its
  reader of HTML gives a whole page up for one `href="#top"`, and knows no `<base>`. It is the
  oracle of the tests.
- `unearth` 0.19 (Python >= 3.10) ends with the first index that fails, and knows no limits.
- `simple-repository` 0.11 (Python >= 3.7) is a server's toolkit: asyncio and SQLite.
"""

from __future__ import annotations

import time
import zlib

from envdoctor.facts.indexes import trouble
from envdoctor.facts.indexes.address import Address
from envdoctor.facts.indexes.configuration import Network
from envdoctor.facts.indexes.session import session
from envdoctor.model.listing import BROKEN
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Optional, Tuple, Type

    from requests import Response

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"
ACCEPT = f"{JSON}, {HTML};q=0.2, text/html;q=0.1"
LIMIT_BYTES = 32 * 1024**2
PATIENCE_SECONDS = 10.0
_CONNECT_SECONDS = 5.0
_CHUNK_BYTES = 16 * 1024
_MAX_REDIRECTS = 5
_ENCODINGS = {"": None, "identity": None, "gzip": 31, "x-gzip": 31, "deflate": 15}
"""What zlib is told of each encoding; nothing else is asked for."""


class Page(NamedTuple):
    """What a server answered."""

    status: int
    """200, 304 or 404: all else is `Trouble`."""
    url: str
    """Where it lies in the end: for relative links, and for nobody's eyes."""
    content_type: str
    body: bytes
    headers: Dict[str, str]
    """By name in small letters."""


class Client:
    """One connection's worth of questions: not to be shared by threads. Raises `Trouble`."""

    def __init__(self, network: Network, deadline: float) -> None:
        self._network = network
        self._deadline = deadline
        self._session = session(network)
        self._host = ""
        """Who is being asked: after a redirect another one."""

    def get(self, address: Address, validators: Optional[Dict[str, str]] = None) -> Page:
        """The document; with `validators` of an older one the answer may be 304."""
        import requests

        self._host = address.host
        try:
            return self._get(address, validators or {})
        except trouble.Trouble:
            raise
        except requests.exceptions.InvalidSchema:
            raise _strange_redirect(self._host) from None
        except _raised() as error:
            raise trouble.of_error(error, self._host, self._patience()) from None

    def close(self) -> None:
        """Lets the connections go."""
        self._session.close()

    def _get(self, address: Address, validators: Dict[str, str]) -> Page:
        url, credentials = address.url, address.credentials
        headers = {"Accept": ACCEPT, "Accept-Encoding": "gzip, deflate", **validators}
        for _hop in range(_MAX_REDIRECTS + 1):
            response = self._ask(url, credentials, headers)
            try:
                target = self._session.get_redirect_target(response)
                if not target:
                    return self._page(response)
            finally:
                response.close()
            next_address = _redirected(url, target, self._host)
            if self._session.should_strip_auth(  # type: ignore[no-untyped-call]
                url, next_address.url
            ):
                credentials = None
            url, self._host = next_address.url, next_address.host
        raise trouble.Trouble(
            BROKEN, _("{host} leads from one address to the next without end"), host=address.host
        )

    def _ask(
        self, url: str, credentials: Optional[Tuple[str, str]], headers: Dict[str, str]
    ) -> Response:
        network = self._network
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise trouble.no_answer(self._host, self._patience())
        more: Dict[str, Any] = {}
        if network.proxy:
            more["proxies"] = {"http": network.proxy, "https": network.proxy}
        if network.trusts(self._host):
            more["verify"] = False
        elif network.ca_bundle:
            # Said for the request: a session's own gives way to REQUESTS_CA_BUNDLE.
            more["verify"] = network.ca_bundle
        return self._session.get(
            url,
            auth=credentials,
            headers=headers,
            timeout=(min(_CONNECT_SECONDS, left), min(self._patience(), left)),
            allow_redirects=False,
            stream=True,
            **more,
        )

    def _patience(self) -> float:
        own = self._network.timeout_seconds
        return min(own, PATIENCE_SECONDS) if own else PATIENCE_SECONDS

    def _page(self, response: Response) -> Page:
        host = self._host
        status = response.status_code
        if status in (401, 403, 407, 451):
            raise trouble.refused(host, status)
        if status not in (200, 304, 404, 410):
            raise trouble.failed(host, status)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Page(
            status=404 if status == 410 else status,  # noqa: PLR2004 - Gone
            url=response.url,
            content_type=headers.get("content-type", ""),
            body=self._body(response, headers, host) if status == 200 else b"",  # noqa: PLR2004
            headers=headers,
        )

    def _body(self, response: Response, headers: Dict[str, str], host: str) -> bytes:
        """The whole body, unpacked; a bomb goes off in a chunk's space."""
        encoding = headers.get("content-encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            raise trouble.no_page(host)
        window = _ENCODINGS[encoding]
        unpacking = zlib.decompressobj(window) if window else None
        announced = headers.get("content-length", "")
        body, received = bytearray(), 0
        while True:
            if time.monotonic() > self._deadline:
                raise trouble.no_answer(host, self._patience())
            chunk = response.raw.read(_CHUNK_BYTES, decode_content=False)
            if not chunk:
                break
            received += len(chunk)
            body += _unpacked(unpacking, chunk, LIMIT_BYTES + 1 - len(body), host)
            if len(body) > LIMIT_BYTES:
                raise trouble.too_large(host, LIMIT_BYTES)
        if (announced.isdigit() and received < int(announced)) or (
            unpacking is not None and not unpacking.eof
        ):
            raise trouble.cut_off(host)
        return bytes(body)


def _unpacked(unpacking: Any, chunk: bytes, room: int, host: str) -> bytes:
    if unpacking is None:
        return chunk
    try:
        unpacked: bytes = unpacking.decompress(chunk, room)
    except zlib.error:
        raise trouble.no_page(host) from None
    return unpacked


def _redirected(url: str, target: str, host: str) -> Address:
    """Where a redirect leads: to another web address, and with nobody's credentials in it."""
    from urllib.parse import urljoin

    try:
        found = Address.of(urljoin(url, target))
    except ValueError:
        raise _strange_redirect(host) from None
    if found.path:
        raise _strange_redirect(host)
    return found


def _strange_redirect(host: str) -> trouble.Trouble:
    return trouble.Trouble(
        BROKEN, _("{host} leads to an address that is none of the web"), host=host
    )


def _raised() -> Tuple[Type[BaseException], ...]:
    """What requests raises, and beneath it the reading of a body."""
    from http.client import HTTPException

    from requests.exceptions import RequestException
    from urllib3.exceptions import HTTPError

    return RequestException, HTTPError, HTTPException, OSError, ValueError
