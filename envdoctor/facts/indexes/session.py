"""A session of requests that trusts what the machine trusts, and does not insist for long."""

from __future__ import annotations

import os
import ssl

from envdoctor.facts.indexes.configuration import Network
from envdoctor.facts.indexes.trouble import Trouble
from envdoctor.model.listing import UNREACHABLE
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from requests import Session

_MAX_RETRIES = 1


def session(network: Network) -> Session:
    """A session with the user's certificates; raises `Trouble` where they are not there."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util.retry import Retry

    from envdoctor import __version__

    class Trusting(HTTPAdapter):
        """Trusts what the machine trusts, as pip and uv do, beside requests' own list."""

        def init_poolmanager(self, *given: Any, **named: Any) -> None:
            super().init_poolmanager(*given, ssl_context=_context(), **named)

        def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
            return super().proxy_manager_for(proxy, ssl_context=_context(), **named)

    for path in (network.ca_bundle, network.client_certificate):
        if path and not os.path.exists(path):
            raise Trouble(
                UNREACHABLE,
                _("the certificates in {file} are asked for, and it is not there"),
                file=path,
            )

    class Staying(requests.Session):
        """Follows no redirect, nor takes in what one holds: requests would, however long it is."""

        def resolve_redirects(self, *_given: Any, **_named: Any) -> Any:
            return iter(())

    asked = _MAX_RETRIES if network.retries is None else min(network.retries, _MAX_RETRIES)
    retry = Retry(
        total=asked,
        redirect=0,
        status_forcelist=(502, 503, 504),
        backoff_factor=0.2,
        respect_retry_after_header=False,
        raise_on_status=False,
    )
    made = Staying()
    made.headers["User-Agent"] = f"envdoctor/{__version__}"
    made.mount("https://", Trusting(max_retries=retry))
    made.mount("http://", HTTPAdapter(max_retries=retry))
    for host in network.trusted_hosts:
        # A context of one's own would insist on the certificate's name.
        made.mount(f"https://{host}", HTTPAdapter(max_retries=retry))
    if network.client_certificate:
        made.cert = network.client_certificate
    if network.trusted_hosts:
        import urllib3

        # The user said so; a warning would go to stderr in the middle of a plan.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return made


def _context() -> ssl.SSLContext:
    """urllib3's own, since which of the two compares names differs from version to version."""
    from urllib3.util.ssl_ import create_urllib3_context

    context = create_urllib3_context()
    context.load_default_certs()
    return context
