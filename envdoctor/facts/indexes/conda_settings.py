"""conda's channels: its .condarc files, the nearer before the farther, and CONDA_* over all.

The channels are only read: what they hold is conda's own to say, from indexes of a hundred megabytes.
"""

from __future__ import annotations

from string import Template

from envdoctor.facts.indexes.address import Address
from envdoctor.facts.indexes.configuration import Channel, Configuration, Network, Note, Where
from envdoctor.facts.indexes.values import strings, table, text_of, truth
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Optional, Tuple

DEFAULTS = "defaults"


class _File(NamedTuple):
    """One file's settings."""

    path: str
    settings: Dict[str, Any]


def read_conda(where: Where) -> Configuration:
    """The channels in conda's order; one whose address only conda itself knows has none here."""
    notes: List[Note] = []
    files = tuple(_files(where, notes))
    channels: Dict[str, Channel] = {}
    for name, named_by in _named(where, files) or [(DEFAULTS, "conda")]:
        for channel in _expanded(where, files, name, named_by):
            channels.setdefault(channel.name, channel)
    return Configuration(
        manager="conda",
        channels=tuple(channels.values()),
        offline=_offline(where, files),
        network=_network(where, files),
        notes=tuple(notes),
    )


def _named(where: Where, files: Tuple[_File, ...]) -> List[Tuple[str, str]]:
    found = [(name, "CONDA_CHANNELS") for name in _words(where, "CONDA_CHANNELS")]
    for file in files:
        found += [(name, file.path) for name in _list(file, "channels")]
    return found


def _expanded(
    where: Where, files: Tuple[_File, ...], name: str, named_by: str
) -> Iterator[Channel]:
    """A name that stands for several channels is taken apart."""
    for file in files:
        several = table(file.settings.get("custom_multichannels")).get(name)
        if several is None and name == DEFAULTS:
            several = file.settings.get("default_channels")
        if several is not None:
            for one in strings(several):
                yield _channel(where, files, one, file.path)
            return
    yield _channel(where, files, name, named_by)


def _channel(where: Where, files: Tuple[_File, ...], text: str, named_by: str) -> Channel:
    text = Template(text).safe_substitute(where.environ).strip()
    if "://" in text or text.startswith(("/", "~", ".")):
        address = _address(where, text)
        return Channel(address.public if address else "", address, named_by)
    first = text.split("/", 1)[0]
    for file in files:
        base = table(file.settings.get("custom_channels")).get(first)
        if isinstance(base, str):
            return Channel(text, _address(where, f"{base.rstrip('/')}/{text}"), named_by)
    alias = where.environ.get("CONDA_CHANNEL_ALIAS") or _first(files, "channel_alias")
    if isinstance(alias, str) and alias:
        return Channel(text, _address(where, f"{alias.rstrip('/')}/{text}"), named_by)
    return Channel(text, None, named_by)


def _address(where: Where, text: str) -> Optional[Address]:
    try:
        text = Template(text).safe_substitute(where.environ)
        return Address.of(text, where.folder, where.home)
    except ValueError:
        return None


def _files(where: Where, notes: List[Note]) -> Iterator[_File]:
    import yaml

    for path in _paths(where):
        text = text_of(where.root, path, notes)
        if text is None:
            continue
        try:
            document = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError, RecursionError):
            # Its own message would repeat the line, and with it perhaps a token.
            notes.append(Note(_("{file} is not YAML"), {"file": path}))
            continue
        if table(document):
            yield _File(path, table(document))


def _paths(where: Where) -> Iterator[str]:
    """The files, those that conda minds most first."""
    if where.environ.get("CONDARC"):
        yield where.environ["CONDARC"]
    prefix, base = where.environ.get("CONDA_PREFIX") or where.prefix, _base(where)
    yield where.join(prefix, ".condarc")
    if where.home:
        yield where.join(where.home, ".condarc")
        yield where.join(where.home, ".conda", ".condarc")
        yield where.join(where.folder_of("XDG_CONFIG_HOME", ".config"), "conda", ".condarc")
    if base != prefix:
        yield where.join(base, ".condarc")
    if where.system == "windows":
        yield where.join(where.environ.get("PROGRAMDATA") or "C:/ProgramData", "conda", ".condarc")
    else:
        for folder in ("/var/lib/conda", "/etc/conda"):
            yield f"{folder}/condarc"
            yield f"{folder}/.condarc"


def _base(where: Where) -> str:
    """conda's own environment, which `conda` lies in."""
    program = where.environ.get("CONDA_EXE", "").replace("\\", "/")
    return where.environ.get("CONDA_ROOT") or "/".join(program.split("/")[:-2])


def _words(where: Where, variable: str) -> List[str]:
    return [word.strip() for word in where.environ.get(variable, "").split(",") if word.strip()]


def _list(file: _File, key: str) -> List[str]:
    value = file.settings.get(key)
    return [value] if isinstance(value, str) else strings(value)


def _first(files: Tuple[_File, ...], key: str) -> object:
    return next((file.settings[key] for file in files if key in file.settings), None)


def _offline(where: Where, files: Tuple[_File, ...]) -> str:
    if "CONDA_OFFLINE" in where.environ:
        return "CONDA_OFFLINE" if truth(where.environ["CONDA_OFFLINE"]) else ""
    for file in files:
        if "offline" in file.settings:
            return file.path if truth(file.settings["offline"]) else ""
    return ""


def _network(where: Where, files: Tuple[_File, ...]) -> Network:
    verify = where.environ.get("CONDA_SSL_VERIFY") or _first(files, "ssl_verify")
    is_bundle = isinstance(verify, str) and ("/" in verify or "\\" in verify)
    return Network(ca_bundle=str(verify) if is_bundle else "")
