"""pip's configuration, read as pip does: its files, the later over the earlier, then PIP_* variables."""

from __future__ import annotations

import configparser
import os

from envdoctor.facts.indexes.configuration import Configuration, Gathered, Network, Note, Where
from envdoctor.facts.indexes.values import number, text_of, truth
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Optional, Tuple

    Settings = Dict[str, Tuple[str, str]]
    """Each setting's value, and where it stands."""

_SECTIONS = ("global", "install")
_PREFIX = "PIP_"


def read_pip(where: Where, default_index: str = "") -> Configuration:
    """What `pip install` would ask; `default_index` is what it asks where nobody says otherwise."""
    notes: List[Note] = []
    settings = _settings(where, notes)
    indexes, links = Gathered(where), Gathered(where)
    if not _says(settings, "no-index"):
        first = settings.get("index-url")
        if first is not None or default_index:
            indexes.add(*(first or (default_index, "pip")))
        for text, named_by in _listed(settings, "extra-index-url"):
            indexes.add(text, named_by)
    for text, named_by in _listed(settings, "find-links"):
        links.add(text, named_by)
    return Configuration(
        manager="pip",
        indexes=indexes.places,
        find_links=links.places,
        network=_network(settings),
        notes=(*notes, *indexes.notes, *links.notes),
    )


def _network(settings: Settings) -> Network:
    seconds = number(_value(settings, "timeout") or _value(settings, "default-timeout"))
    retries = number(_value(settings, "retries"))
    return Network(
        proxy=_value(settings, "proxy"),
        ca_bundle=_value(settings, "cert"),
        client_certificate=_value(settings, "client-cert"),
        trusted_hosts=tuple(text for text, _named in _listed(settings, "trusted-host")),
        timeout_seconds=seconds,
        retries=None if retries is None else int(retries),
    )


def _settings(where: Where, notes: List[Note]) -> Settings:
    """Every setting of `pip install` with where it stands last."""
    from_files: Dict[str, Settings] = {section: {} for section in _SECTIONS}
    for path in _files(where):
        parsed = _parsed(where, path, notes)
        for section in _SECTIONS:
            if parsed is not None and parsed.has_section(section):
                for key, value in parsed.items(section):
                    from_files[section][_name(key)] = (value, path)
    settings = {**from_files["global"], **from_files["install"]}
    for variable, value in where.environ.items():
        if variable.startswith(_PREFIX) and value:
            settings[_name(variable[len(_PREFIX) :])] = (value, variable)
    return settings


def _files(where: Where) -> Iterator[str]:
    """The files in the order in which pip reads them."""
    own = where.environ.get("PIP_CONFIG_FILE", "")
    if own == os.devnull:
        return
    name = "pip.ini" if where.system == "windows" else "pip.conf"
    yield from _of_everybody(where, name)
    if not (own and where.root.exists(own)):
        yield from _of_the_user(where, name)
    if where.prefix:
        yield where.join(where.prefix, name)
    if own:
        yield own


def _of_everybody(where: Where, name: str) -> Iterator[str]:
    if where.system == "windows":
        yield where.join(where.environ.get("PROGRAMDATA") or "C:/ProgramData", "pip", name)
    elif where.system == "macos":
        yield where.join("/Library/Application Support", "pip", name)
    else:
        for folder in (where.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"):
            yield where.join(folder, "pip", name)
        yield f"/etc/{name}"


def _of_the_user(where: Where, name: str) -> Iterator[str]:
    if not where.home:
        return
    if where.system == "windows":
        yield where.join(where.home, "pip", name)
        yield where.join(where.folder_of("APPDATA", "AppData/Roaming"), "pip", name)
        return
    yield where.join(where.home, ".pip", name)
    library = where.join(where.home, "Library/Application Support/pip")
    if where.system == "macos" and where.root.is_dir(library):
        yield where.join(library, name)
    else:
        yield where.join(where.folder_of("XDG_CONFIG_HOME", ".config"), "pip", name)


def _parsed(where: Where, path: str, notes: List[Note]) -> Optional[configparser.RawConfigParser]:
    text = text_of(where.root, path, notes)
    if text is None:
        return None
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error:
        # Its own message would repeat the line, and with it perhaps a password.
        notes.append(Note(_("{file} is not written as pip's configuration is"), {"file": path}))
        return None
    return parser


def _name(key: str) -> str:
    name = key.lower().replace("_", "-")
    return name[2:] if name.startswith("--") else name


def _value(settings: Settings, key: str) -> str:
    return settings[key][0].strip() if key in settings else ""


def _says(settings: Settings, key: str) -> bool:
    return truth(_value(settings, key))


def _listed(settings: Settings, key: str) -> Iterator[Tuple[str, str]]:
    if key in settings:
        value, named_by = settings[key]
        for text in value.split():
            yield text, named_by
