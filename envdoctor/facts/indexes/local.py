"""Folders and pages on this machine that stand for an index or a find-links page."""

from __future__ import annotations

import os

from envdoctor.facts.indexes import trouble
from envdoctor.facts.indexes.client import LIMIT_BYTES
from envdoctor.facts.indexes.pages import Row, is_package, rows_of
from envdoctor.facts.root import Root, TooLarge
from envdoctor.model.listing import UNREACHABLE
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Tuple

_PAGE = "index.html"


def rows_of_folder(root: Root, path: str, deadline: float) -> Tuple[Row, ...]:
    """What a find-links folder holds, or a page lists; raises `Trouble`."""
    try:
        if not root.status(path).is_dir:
            return _of_page(root, path, deadline)
        names = [name for name in root.list(path) if is_package(name)]
        return tuple(_row(root, os.path.join(path, name)) for name in names)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def rows_of_index(root: Root, path: str, project: str, deadline: float) -> Tuple[Row, ...]:
    """What an index in a folder says of a project; raises `Trouble` where there is no index."""
    page = os.path.join(path, project, _PAGE)
    try:
        if root.is_file(page):
            return _of_page(root, page, deadline)
        root.list(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return ()


def _of_page(root: Root, path: str, deadline: float) -> Tuple[Row, ...]:
    try:
        body = root.read_bytes(path, LIMIT_BYTES)
    except TooLarge:
        raise trouble.too_large(path, LIMIT_BYTES) from None
    return rows_of(body, "text/html", _url(path), path, deadline)


def _row(root: Root, path: str) -> Row:
    try:
        size = root.status(path).size_bytes
    except OSError:
        size = None
    return Row(name=os.path.basename(path), url=_url(path), size_bytes=size)


def _url(path: str) -> str:
    from urllib.request import pathname2url

    return "file://" + pathname2url(path)


def _unreadable(path: str, error: Exception) -> trouble.Trouble:
    problem = getattr(error, "strerror", "") or str(error)
    return trouble.Trouble(
        UNREACHABLE, _("{file} cannot be read: {problem}"), file=path, problem=problem
    )
