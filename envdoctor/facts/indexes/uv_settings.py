"""uv's configuration: the project's over the user's over the system's files, and UV_* over all."""

from __future__ import annotations

from envdoctor.facts.indexes.configuration import (
    Configuration,
    Gathered,
    Network,
    Note,
    Where,
)
from envdoctor.facts.indexes.values import number, strings, table, toml_of, truth
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Tuple


class _File(NamedTuple):
    """One file's settings; those of its `pip` table stand first, since `uv pip` goes by them."""

    path: str
    folder: str
    tables: Tuple[Dict[str, Any], ...]

    def first(self, key: str) -> object:
        """The first value of the key; None where there is none."""
        return next((found[key] for found in self.tables if key in found), None)


def read_uv(where: Where, default_index: str = "") -> Configuration:
    """What `uv pip install` would ask; uv does not go by pip's configuration."""
    notes: List[Note] = []
    files = tuple(_files(where, notes))
    indexes, links = Gathered(where), Gathered(where)
    no_index = truth(where.environ.get("UV_NO_INDEX")) or _any(files, "no-index")
    if not no_index:
        _take_indexes(where, files, indexes, links, default_index)
    for text in where.environ.get("UV_FIND_LINKS", "").split(","):
        if text.strip():
            links.add(text, "UV_FIND_LINKS")
    for file in files:
        for text in strings(file.first("find-links")):
            links.add(text, file.path, file.folder)
    return Configuration(
        manager="uv",
        indexes=indexes.places,
        find_links=links.places,
        offline=_offline(where, files),
        network=_network(where, files),
        notes=(*notes, *indexes.notes, *links.notes),
    )


def _take_indexes(
    where: Where,
    files: Tuple[_File, ...],
    indexes: Gathered,
    links: Gathered,
    default_index: str,
) -> None:
    """Those that are named, first of all those of the variables; the default one is asked last."""
    for text in where.environ.get("UV_INDEX", "").split():
        indexes.add(_url(text), "UV_INDEX")
    for text in where.environ.get("UV_EXTRA_INDEX_URL", "").split():
        indexes.add(text, "UV_EXTRA_INDEX_URL")
    for file in files:
        for entry in _entries(file):
            if not (truth(entry.get("default")) or truth(entry.get("explicit"))):
                # A flat one is no more than a page of links.
                taking = links if entry.get("format") == "flat" else indexes
                taking.add(_entered(where, entry), file.path, file.folder)
        for text in strings(file.first("extra-index-url")):
            indexes.add(text, file.path, file.folder)
    for last in _defaults(where, files, default_index):
        indexes.add(*last)
        return


def _defaults(
    where: Where, files: Tuple[_File, ...], default_index: str
) -> Iterator[Tuple[str, str, str]]:
    """What may take the default index's place, the weightiest first: address, who names it, folder."""
    for variable in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        if where.environ.get(variable):
            yield _url(where.environ[variable]), variable, ""
    for file in files:
        for entry in _entries(file):
            if truth(entry.get("default")):
                yield _entered(where, entry), file.path, file.folder
        old = file.first("index-url")
        if isinstance(old, str):
            yield old, file.path, file.folder
    if default_index:
        yield default_index, "uv", ""


def _entries(file: _File) -> Iterator[Dict[str, Any]]:
    found = file.first("index")
    for entry in found if isinstance(found, list) else ():
        yield table(entry)


def _entered(where: Where, entry: Dict[str, Any]) -> str:
    """The entry's URL, with the credentials that variables hold for its name."""
    from urllib.parse import quote

    url, name = entry.get("url"), entry.get("name")
    if not isinstance(url, str) or not isinstance(name, str) or "://" not in url:
        return url if isinstance(url, str) else ""
    stem = "UV_INDEX_" + "".join(sign if sign.isalnum() else "_" for sign in name.upper())
    user = where.environ.get(f"{stem}_USERNAME", "")
    password = where.environ.get(f"{stem}_PASSWORD", "")
    if not (user or password) or "@" in url.split("://", 1)[1].split("/", 1)[0]:
        return url
    scheme, _mark, rest = url.partition("://")
    return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{rest}"


def _url(text: str) -> str:
    """Without the name that may stand before it ("torch=https://...")."""
    name, equals, url = text.partition("=")
    named = bool(equals) and "://" in url and "/" not in name and ":" not in name
    return url if named else text


def _files(where: Where, notes: List[Note]) -> Iterator[_File]:
    """The files in uv's order, the weightiest first."""
    if truth(where.environ.get("UV_NO_CONFIG")):
        return
    own = where.environ.get("UV_CONFIG_FILE")
    if own:
        yield from _file(where, own, notes)
        return
    yield from _of_the_project(where, notes)
    for folder in _folders(where):
        yield from _file(where, where.join(folder, "uv", "uv.toml"), notes)


def _of_the_project(where: Where, notes: List[Note]) -> Iterator[_File]:
    """The nearest uv.toml, or pyproject.toml with a table for uv, from the folder upwards."""
    from os.path import dirname

    here = where.folder
    while here:
        for name in ("uv.toml", "pyproject.toml"):
            found = tuple(_file(where, where.join(here, name), notes))
            if found:
                yield from found
                return
        parent = dirname(here)
        if parent == here:
            return
        here = parent


def _file(where: Where, path: str, notes: List[Note]) -> Iterator[_File]:
    document = toml_of(where.root, path, notes)
    if path.endswith("pyproject.toml"):
        document = table(table(document.get("tool")).get("uv"))
    if document:
        folder = path.rpartition("/")[0]
        yield _File(path, folder, (table(document.get("pip")), document))


def _folders(where: Where) -> Iterator[str]:
    if where.system == "windows":
        if where.home:
            yield where.folder_of("APPDATA", "AppData/Roaming")
        yield where.environ.get("PROGRAMDATA") or "C:/ProgramData"
        return
    if where.home:
        yield where.folder_of("XDG_CONFIG_HOME", ".config")
    yield from (where.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    yield "/etc"


def _any(files: Tuple[_File, ...], key: str) -> bool:
    """What the weightiest file that says anything of it says."""
    return truth(next((file.first(key) for file in files if file.first(key) is not None), None))


def _offline(where: Where, files: Tuple[_File, ...]) -> str:
    if "UV_OFFLINE" in where.environ:
        return "UV_OFFLINE" if truth(where.environ["UV_OFFLINE"]) else ""
    for file in files:
        if file.first("offline") is not None:
            return file.path if truth(file.first("offline")) else ""
    return ""


def _network(where: Where, files: Tuple[_File, ...]) -> Network:
    hosts = where.environ.get("UV_INSECURE_HOST", "").split()
    for file in files:
        hosts += strings(file.first("allow-insecure-host"))
    return Network(
        ca_bundle=where.environ.get("SSL_CERT_FILE", ""),
        client_certificate=where.environ.get("SSL_CLIENT_CERT", ""),
        trusted_hosts=tuple(hosts),
        timeout_seconds=number(where.environ.get("UV_HTTP_TIMEOUT")),
        retries=None,
    )
