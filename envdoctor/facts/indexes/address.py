"""Where an index is: what may be shown of it, and what only the request itself may know."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit, urlunsplit

from envdoctor.facts.environ import without_secrets
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple
    from urllib.parse import SplitResult


class Address:
    """A URL or a folder; only `public` is ever shown, stored or compared with what others say."""

    __slots__ = ("_credentials", "_url", "path", "public")

    public: str
    """Without credentials, tokens and parameters."""
    path: str
    """Of a file or folder on this machine; "" for what is asked over the network."""

    def __init__(self, url: str, path: str, credentials: Optional[Tuple[str, str]] = None) -> None:
        self._url = url
        self._credentials = credentials
        self.path = path
        self.public = path or public(url)

    @classmethod
    def of(cls, text: str, folder: str = "", home: str = "") -> Address:
        """The address that a configuration names; a path may be relative to `folder`.

        Raises ValueError for what is neither; the error does not repeat the text.
        """
        text = text.strip()
        if not text:
            raise ValueError("nothing is named")
        scheme, mark, _ = text.partition("://")
        if not mark and scheme.lower().startswith("file:"):
            text, mark = "file://" + text[5:], "://"
        if not mark:
            return cls("", os.path.normpath(os.path.join(folder, _at_home(text, home))))
        parts = _split(text)
        if parts.scheme == "file":
            return cls("", _local_path(parts.netloc, parts.path))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("neither a web address nor a folder")
        user, at, host = parts.netloc.rpartition("@")
        name, _, password = user.partition(":")
        bare = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
        return cls(bare, "", (unquote(name), unquote(password)) if at else None)

    @property
    def url(self) -> str:
        """For the request alone: without credentials, yet a token may be part of its path."""
        return self._url

    @property
    def credentials(self) -> Optional[Tuple[str, str]]:
        """For the request alone: user and password."""
        return self._credentials

    @property
    def host(self) -> str:
        """The host with its port, as a message names it; the path of a folder."""
        return self.path or urlsplit(self._url).netloc

    @property
    def is_open(self) -> bool:
        """Whether anybody on the way may change what is answered."""
        parts = urlsplit(self._url)
        host = parts.hostname or ""
        is_here = host in ("localhost", "::1") or host.startswith("127.")
        return parts.scheme == "http" and not is_here

    def below(self, name: str) -> Address:
        """A folder below it, as an index has one for every project."""
        if self.path:
            return Address("", os.path.join(self.path, name))
        parts = urlsplit(self._url)
        path = f"{parts.path.rstrip('/')}/{name}/"
        return Address(urlunsplit(parts._replace(path=path)), "", self._credentials)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Address):
            return NotImplemented
        return self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self._compared())

    def __repr__(self) -> str:
        return f"Address({self.public!r})"

    def _compared(self) -> "Tuple[object, ...]":
        return self._url.rstrip("/"), self.path, self._credentials


def public(url: str) -> str:
    """The URL without fragment, credentials, parameters and tokens."""
    return without_secrets(url.partition("#")[0]).replace("<removed>@", "", 1)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        # Its own message would repeat the text, and with it a password.
        raise ValueError("not a web address") from None
    return parts


def _at_home(text: str, home: str) -> str:
    if home and (text == "~" or text.startswith(("~/", "~\\"))):
        return home + text[1:]
    return text


def _local_path(host: str, path: str) -> str:
    from urllib.request import url2pathname

    return url2pathname(f"//{host}{path}" if host not in ("", "localhost") else path)
