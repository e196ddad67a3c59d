"""Reads the pylock.toml (PEP 751) that uv wrote."""

from __future__ import annotations

import sys
from urllib.parse import unquote, urlsplit, urlunsplit

from envdoctor.model.manifest import Lock, LockedFile, LockedPackage
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, Mapping

_SHA256_DIGITS = 64


class Unusable(Exception):
    """Why a lock cannot be used: one sentence."""

    def __init__(self, sentence: str, params: Mapping[str, str]) -> None:
        super().__init__(sentence.format(**params))
        self.sentence = sentence
        self.params = params


def read_lock(text: str, by: str) -> Lock:
    """The complete set; raises `Unusable` where a file has no address or no hash."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        packages = tuple(_package(row) for row in tomllib.loads(text)["packages"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(
            _("what uv wrote is no lock: {problem}"), {"problem": type(error).__name__}
        ) from error
    return Lock(packages, by)


def _package(row: Dict[str, Any]) -> LockedPackage:
    name, version = str(row["name"]), str(row.get("version", ""))
    if "vcs" in row:
        source = row["vcs"]
        return LockedPackage(
            name=name,
            version=version,
            wheels=(),
            sdist=None,
            repository=_public(source["url"]),
            commit=str(source["commit-id"]),
            revision=str(source.get("requested-revision", "")),
        )
    wheels = tuple(_file(name, file) for file in row.get("wheels", ()))
    sdist = _file(name, row["sdist"]) if "sdist" in row else None
    if not wheels and sdist is None:
        raise Unusable(_("{package} is in no file that could be named"), {"package": name})
    return LockedPackage(name, version, wheels, sdist)


def _file(package: str, row: Dict[str, Any]) -> LockedFile:
    digest = str(row.get("hashes", {}).get("sha256", ""))
    url = _public(str(row.get("url", "")))
    if not url:
        raise Unusable(_("{package} is in no file that could be named"), {"package": package})
    name = str(row.get("name") or unquote(urlsplit(url).path.rpartition("/")[2]))
    is_digest = len(digest) == _SHA256_DIGITS and all(c in "0123456789abcdef" for c in digest)
    if not is_digest:
        raise Unusable(_("{file} has no SHA-256 hash"), {"file": name})
    size = row.get("size")
    return LockedFile(name, url, digest, size if isinstance(size, int) else None)


def _public(url: str) -> str:
    """Without a user and a password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
