"""The configuration of the manager that is to install: pip's, uv's or conda's own."""

from __future__ import annotations

import os
import re
import sys

from envdoctor.facts.deadline import NoAnswer, guarded
from envdoctor.facts.indexes.conda_settings import read_conda
from envdoctor.facts.indexes.configuration import Configuration, Note, Where
from envdoctor.facts.indexes.pip_settings import read_pip
from envdoctor.facts.indexes.uv_settings import read_uv
from envdoctor.facts.root import Root
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Mapping, Sequence

_SECONDS = 5.0
_SYSTEMS = {"win32": "windows", "darwin": "macos"}
_PIP_S_OWN = os.path.join("pip", "_internal", "models", "index.py")
_PIP_S_INDEX = re.compile(
    r"^PyPI = PackageIndex\(\s*[\"'](https://[^\"'\s]{1,200})[\"']", re.MULTILINE
)


def here(prefix: str, environ: Mapping[str, str] = os.environ, folder: str = "") -> Where:
    """This machine, this user, and the environment at `prefix`."""
    home = environ.get("HOME") or environ.get("USERPROFILE") or os.path.expanduser("~")
    return Where(
        root=Root(),
        environ=environ,
        home=home,
        prefix=prefix,
        folder=folder or os.getcwd(),
        system=_SYSTEMS.get(sys.platform, "linux"),
    )


def read_configuration(manager: str, where: Where, default_index: str = "") -> Configuration:
    """What the manager ("pip", "uv", "conda") would ask, as its files and variables say.

    `default_index` is what pip and uv ask where nobody says otherwise: see `default_index_of`.
    Nothing is started, and nobody is asked. A home that does not answer is a note.
    """
    reading = guarded(where.root, lambda: _read(manager, where, default_index), _SECONDS)
    try:
        return reading.answer()
    except NoAnswer:
        note = Note(
            _("the folders of {manager}'s configuration do not answer"), {"manager": manager}
        )
        return Configuration(manager, notes=(note,))


def _read(manager: str, where: Where, default_index: str) -> Configuration:
    if manager == "conda":
        return read_conda(where)
    return (read_uv if manager == "uv" else read_pip)(where, default_index)


def default_index_of(root: Root, site_folders: Sequence[str] = ()) -> str:
    """The package index that pip asks by itself, as an installed pip's own file names it.

    Distributors change it there. pips of `site_folders` first, then what this interpreter finds;
    "" where there is no pip. uv asks the same one.
    """
    for folder in (*site_folders, *_own_folders()):
        try:
            text = root.read_text(os.path.join(folder, _PIP_S_OWN))
        except OSError:
            continue
        found = _PIP_S_INDEX.search(text)
        if found:
            return found.group(1).rstrip("/") + "/simple"
    return ""


def _own_folders() -> Iterator[str]:
    """Where this interpreter, or the one that its environment was made with, has packages."""
    yield from (folder for folder in sys.path if folder.endswith("-packages"))
    version = "python{}.{}".format(*sys.version_info)
    yield os.path.join(sys.base_prefix, "lib", version, "site-packages")
    yield os.path.join(sys.base_prefix, "Lib", "site-packages")
