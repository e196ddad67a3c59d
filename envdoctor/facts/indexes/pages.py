"""What a page lists: PEP 691's JSON, PEP 503's HTML, or any HTML page with links to packages."""

from __future__ import annotations

import json
import time
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from envdoctor.facts.indexes import trouble
from envdoctor.facts.indexes.address import public
from envdoctor.facts.indexes.client import HTML, JSON
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Optional, Tuple

_MARKUP = (HTML, "text/html", "application/xhtml+xml")
_ENDINGS = (".whl", ".tar.gz", ".zip")
_SHA256_DIGITS = 64
_FED_AT_ONCE = 256 * 1024
_MAX_LINKS = 200_000
_LONGEST = 1000


class Row(NamedTuple):
    """One file as a page lists it: what may be stored, and nothing else."""

    name: str
    url: str
    """Without credentials and parameters."""
    sha256: str = ""
    size_bytes: Optional[int] = None
    requires_python: str = ""
    yanked: Optional[str] = None
    """Why it was yanked, "" where nobody says why; None where it was not."""


def rows_of(
    body: bytes, content_type: str, url: str, host: str, deadline: float = float("inf")
) -> Tuple[Row, ...]:
    """The files that the page lists; raises `Trouble` for what is no such page."""
    kind, _, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    if kind in (JSON, "application/json"):
        return tuple(_of_json(body, url, host))
    if kind in _MARKUP:
        return tuple(_of_html(body, parameters, url, host, deadline))
    raise trouble.no_page(host)


def is_package(name: str) -> bool:
    """Whether a file of this name can be installed from."""
    return name.lower().endswith(_ENDINGS) and len(name) < _LONGEST


def _of_json(body: bytes, url: str, host: str) -> Iterator[Row]:
    try:
        document = json.loads(body)
        meta, files = document["meta"], document["files"]
        if not str(meta["api-version"]).startswith("1.") or not isinstance(files, list):
            raise trouble.no_page(host)
    except (ValueError, LookupError, TypeError, RecursionError):
        raise trouble.no_page(host) from None
    for file in files:
        row = _row(file, url) if isinstance(file, dict) else None
        if row is not None:
            yield row


def _row(file: Dict[str, Any], url: str) -> Optional[Row]:
    """One file of PEP 691; what is not as it says is left out."""
    name, link = file.get("filename"), file.get("url")
    if not isinstance(name, str) or not isinstance(link, str) or not is_package(name):
        return None
    hashes, size, yanked = file.get("hashes"), file.get("size"), file.get("yanked")
    return Row(
        name=name,
        url=_joined(url, link),
        sha256=_sha256(hashes.get("sha256") if isinstance(hashes, dict) else ""),
        size_bytes=size if type(size) is int and size >= 0 else None,
        requires_python=_text(file.get("requires-python")),
        yanked=_text(yanked) if yanked or yanked == "" else None,
    )


def _of_html(body: bytes, parameters: str, url: str, host: str, deadline: float) -> Iterator[Row]:
    text = body.decode(_charset(parameters), "replace")
    reader = _Anchors()
    try:
        for start in range(0, len(text), _FED_AT_ONCE):
            if time.monotonic() > deadline or len(reader.found) > _MAX_LINKS:
                raise trouble.no_page(host)
            # Never closed: what a page leaves open holds no link, and looking costs its square.
            reader.feed(text[start : start + _FED_AT_ONCE])
    except (ValueError, AssertionError, RuntimeError):
        # HTMLParser knows several ways to give a page up, each Python others.
        raise trouble.no_page(host) from None
    base = _joined(url, reader.base, whole=True) if reader.base else url
    for attributes in reader.found:
        row = _linked(attributes, base)
        if row is not None:
            yield row


class _Anchors(HTMLParser):
    """The attributes of every link, and the page's `<base>`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.found: List[Dict[str, Optional[str]]] = []

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        """Called for each tag."""
        if tag == "a":
            self.found.append(dict(attrs))
        elif tag == "base" and not self.base:
            self.base = dict(attrs).get("href") or ""


def _linked(attributes: Dict[str, Optional[str]], base: str) -> Optional[Row]:
    """One link; the file's name is the link's last part, as for pip, whatever its text says."""
    href = (attributes.get("href") or "").strip()
    try:
        target, fragment = urldefrag(urljoin(base, href))
        name = unquote(urlsplit(target).path.rpartition("/")[2])
    except ValueError:
        return None
    if not is_package(name):
        return None
    algorithm, _, value = fragment.partition("=")
    yanked = attributes.get("data-yanked") or ""
    return Row(
        name=name,
        url=public(target),
        sha256=_sha256(value if algorithm == "sha256" else ""),
        requires_python=_text(attributes.get("data-requires-python")),
        yanked=_text(yanked) if "data-yanked" in attributes else None,
    )


def _joined(base: str, link: str, *, whole: bool = False) -> str:
    try:
        target = urljoin(base, link)
    except ValueError:
        return base if whole else ""
    return target if whole else public(target)


def _charset(parameters: str) -> str:
    import codecs

    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            try:
                return codecs.lookup(value.strip().strip("\"'")).name
            except LookupError:
                break
    return "utf-8"


def _sha256(value: object) -> str:
    if not isinstance(value, str) or len(value) != _SHA256_DIGITS:
        return ""
    return value.lower() if all(digit in "0123456789abcdefABCDEF" for digit in value) else ""


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
