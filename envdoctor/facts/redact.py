"""Takes out of Facts what is private, once, before anything is judged or shown."""

from __future__ import annotations

import os

from envdoctor.facts.environ import without_secrets
from envdoctor.facts.visible import hide_identifiers
from envdoctor.model.facts import Facts
from envdoctor.model.machine import Gpu
from envdoctor.model.private import BASE, HOME, HOST, PREFIX, USER, Private
from envdoctor.model.read import READ, Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, List, Mapping, Tuple


def private_parts(facts: Facts, environ: Mapping[str, str], host: str = "") -> Private:
    """What is private on this machine and in this environment; `host` is its name ("": ask)."""
    parts: List[Tuple[str, str]] = []
    if facts.interpreter.value:
        parts += [
            (facts.interpreter.value.prefix, PREFIX),
            (facts.interpreter.value.base_prefix, BASE),
        ]
    parts.append(
        (environ.get("HOME") or environ.get("USERPROFILE") or os.path.expanduser("~"), HOME)
    )
    parts += [(environ.get(name, ""), USER) for name in _USER_VARIABLES]
    host = host or _host_name()
    parts += [(host, HOST), (host.partition(".")[0], HOST)]
    seen: Dict[str, str] = {}
    for part, token in parts:
        if len(part) >= _SHORTEST and part not in _COMMON:
            seen.setdefault(part, token)
    return Private(tuple(sorted(seen.items(), key=lambda item: -len(item[0]))))


_USER_VARIABLES = ("USER", "LOGNAME", "USERNAME", "SUDO_USER")
_SHORTEST = 3
_COMMON = frozenset(
    (
        *("/usr", "/opt", "root", "localhost", "admin", "/root", "linux"),
        # A name that a token itself holds would be replaced inside it.
        *(token.strip("<>") for token in (HOME, PREFIX, BASE, USER, HOST)),
    )
)


def _host_name() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def redact(facts: Facts, private: Private) -> Facts:
    """The same facts with tokens in place of private parts, and without the GPUs' UUIDs."""
    hidden: Facts = _hide(facts, private)
    gpus, variables = hidden.gpus, hidden.variables
    if gpus.value is not None:
        anonymous = tuple(_without_identifiers(gpu) for gpu in gpus.value)
        hidden = hidden._replace(gpus=Read.of(anonymous, gpus.source))
    if variables.value is not None:
        kept = tuple(
            hide_identifiers(item._replace(value=private.hide(item.value, even_alone=True)))
            for item in variables.value
        )
        hidden = hidden._replace(variables=Read.of(kept, variables.source))
    return hidden


def _without_identifiers(gpu: Gpu) -> Gpu:
    slices = None if gpu.slices is None else tuple(part._replace(uuid="") for part in gpu.slices)
    return gpu._replace(uuid="", slices=slices)


def _hide(value: Any, private: Private) -> Any:
    if isinstance(value, str):
        return hide_text(value, private)
    if isinstance(value, Read):
        inner = _hide(value.value, private) if value.state == READ else None
        source, reason = hide_text(value.source, private), hide_text(value.reason, private)
        return Read(value.state, inner, source, reason)
    if isinstance(value, tuple):
        items = [_hide(item, private) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value


def hide_text(text: str, private: Private) -> str:
    """One text without what is private, secrets in addresses, and other people's home folders."""
    if "://" in text:
        text = without_secrets(text)
    text = private.hide(text)
    for folder in _HOMES:
        if folder in text:
            text = _without_owners(text, folder)
    return text


_HOMES = ("/home/", "/Users/", "\\Users\\")


def _without_owners(text: str, folder: str) -> str:
    """The text with the names of other people's home folders taken out."""
    first, *rest = text.split(folder)
    separator = folder[0]
    shown = []
    for part in rest:
        _, mark, below = part.partition(separator)
        shown.append(f"{USER}{mark}{below}" if mark else part)
    return folder.join([first, *shown])
