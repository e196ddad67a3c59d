"""Why an index gave no answer, in one sentence: from what the network libraries raise."""

from __future__ import annotations

import errno
import os
import socket
import ssl

from envdoctor.model.listing import BROKEN, REFUSED, UNREACHABLE
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import FrozenSet, Iterator, List, Optional, Tuple


class Trouble(Exception):
    """There is no answer: the state that this leaves the index in, and the sentence that says why."""

    def __init__(self, state: str, sentence: str, **params: str) -> None:
        super().__init__(sentence.format(**params))
        self.state = state
        self.sentence = sentence
        self.params = params
        self.is_general = state == UNREACHABLE
        """Whether whoever asks it for something else would hear the same."""


_OTHER_NAME = _("the certificate of {host} is one for another name")
_CERTIFICATES = (
    (
        ("self signed", "self-signed", "unable to get local issuer", "unable to get issuer"),
        _("the certificate of {host} comes from an authority that this machine does not trust"),
    ),
    (
        ("hostname mismatch", "doesn't match", "not valid for", "ip address mismatch"),
        _OTHER_NAME,
    ),
    (("has expired",), _("the certificate of {host} has expired")),
    (("not yet valid",), _("the certificate of {host} is not valid yet: is the clock right?")),
)
_NO_TLS = ("wrong version number", "unknown protocol", "record layer failure", "http request")


def no_answer(host: str, seconds: float) -> Trouble:
    """Its time is over."""
    return Trouble(
        UNREACHABLE,
        _("{host} did not answer within {seconds} s"),
        host=host,
        seconds=f"{seconds:.3g}",
    )


def cut_off(host: str) -> Trouble:
    """It said less than it had announced."""
    return Trouble(BROKEN, _("the answer of {host} breaks off"), host=host)


def no_page(host: str) -> Trouble:
    """It sent something that neither standard describes."""
    return Trouble(BROKEN, _("what {host} answers is no page of a package index"), host=host)


def too_large(host: str, limit_bytes: int) -> Trouble:
    """It sends more than any index has to say."""
    limit = str(limit_bytes // 1024**2)
    return Trouble(
        BROKEN, _("the page of {host} is larger than {limit} MiB"), host=host, limit=limit
    )


def refused(host: str, status: int) -> Trouble:
    """It answers nobody, or not this user."""
    if status == 407:  # noqa: PLR2004 - Proxy Authentication Required
        return Trouble(REFUSED, _("the proxy before {host} wants a user and a password"), host=host)
    if status == 401:  # noqa: PLR2004 - Unauthorized
        return Trouble(REFUSED, _("{host} wants a user and a password, or others"), host=host)
    return Trouble(
        REFUSED, _("{host} lets nobody in here (HTTP {status})"), host=host, status=str(status)
    )


def failed(host: str, status: int) -> Trouble:
    """It answers with an error of its own."""
    return Trouble(
        BROKEN, _("{host} answers with an error (HTTP {status})"), host=host, status=str(status)
    )


def of_error(error: BaseException, host: str, seconds: float) -> Trouble:
    """What an exception of requests, urllib3, ssl or the system means; never its own text."""
    causes = tuple(_causes(error))
    names = frozenset(name for cause in causes for name in _class_names(cause))
    return (
        _of_encryption(causes, names, host)
        or _of_the_way(causes, names, host)
        or _of_the_answer(names, host, seconds)
        or Trouble(UNREACHABLE, _("{host} cannot be reached"), host=host)
    )


def _of_encryption(
    causes: Tuple[BaseException, ...], names: FrozenSet[str], host: str
) -> Optional[Trouble]:
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _of_tls(cause, host)
    return Trouble(BROKEN, _OTHER_NAME, host=host) if "CertificateError" in names else None


def _of_the_way(
    causes: Tuple[BaseException, ...], names: FrozenSet[str], host: str
) -> Optional[Trouble]:
    if "ProxyError" in names:
        return Trouble(
            UNREACHABLE,
            _("the proxy before {host} is not there, or lets nobody through"),
            host=host,
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Trouble(UNREACHABLE, _("no name server here knows {host}"), host=host)
    # urllib3 calls a refused connection a kind of time-out: the system's word comes first.
    for cause in causes:
        if isinstance(cause, OSError) and cause.errno and cause.errno != errno.ETIMEDOUT:
            return _of_system(cause, host)
    return None


def _of_the_answer(names: FrozenSet[str], host: str, seconds: float) -> Optional[Trouble]:
    if names & {"Timeout", "TimeoutError", "timeout"}:
        return no_answer(host, seconds)
    if names & {"ProtocolError", "HTTPException"}:
        return cut_off(host)
    return failed(host, 502) if "ResponseError" in names else None


def _of_tls(error: ssl.SSLError, host: str) -> Trouble:
    said = f"{getattr(error, 'verify_message', '')} {error}".lower()
    for words, sentence in _CERTIFICATES:
        if any(word in said for word in words):
            return Trouble(BROKEN, sentence, host=host)
    if any(word in said.replace("_", " ") for word in _NO_TLS):
        return Trouble(BROKEN, _("{host} speaks HTTP where HTTPS was asked for"), host=host)
    return Trouble(BROKEN, _("no encrypted connection with {host} comes about"), host=host)


def _of_system(error: OSError, host: str) -> Trouble:
    if error.errno in (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED):
        return cut_off(host)
    return Trouble(
        UNREACHABLE,
        _("{host} cannot be reached: {problem}"),
        host=host,
        problem=os.strerror(error.errno or 0),
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, and those that it wraps, by whatever of the ways there are to wrap one."""
    todo: List[BaseException] = [error]
    seen = set()
    while todo:
        here = todo.pop(0)
        if id(here) in seen:
            continue
        seen.add(id(here))
        yield here
        wrapped: Tuple[object, ...] = (
            *here.args,
            getattr(here, "reason", None),
            here.__cause__,
            here.__context__,
        )
        todo += [item for item in wrapped if isinstance(item, BaseException)]


def _class_names(error: BaseException) -> Iterator[str]:
    return (kind.__name__ for kind in type(error).__mro__)
