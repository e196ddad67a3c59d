"""Programs as PATH finds them, without starting any."""

from __future__ import annotations

from envdoctor.facts.machine import WINDOWS
from envdoctor.facts.root import Root
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Mapping, Tuple


def portable(path: str, system: str) -> str:
    """The path with "/" between its parts, as a `Root` wants it."""
    return path.strip('"').replace("\\", "/") if system == WINDOWS else path


def path_folders(environ: Mapping[str, str], system: str) -> Tuple[str, ...]:
    """The absolute folders of PATH, in order; what PATH says relative to nowhere is left out."""
    separator = ";" if system == WINDOWS else ":"
    parts = environ.get("PATH", "").split(separator)
    folders = (portable(part, system).rstrip("/") for part in parts)
    return tuple(dict.fromkeys(folder for folder in folders if is_absolute(folder, system)))


def is_absolute(path: str, system: str) -> bool:
    """Whether the path means the same from every folder, on the system it was written for."""
    return path[1:3] == ":/" if system == WINDOWS else path.startswith("/")


def find_all(root: Root, folders: Tuple[str, ...], name: str, system: str) -> Iterator[str]:
    """Every file of this name in the folders, nearest first."""
    if system == WINDOWS:
        name += ".exe"
    for folder in folders:
        path = f"{folder}/{name}"
        if root.is_file(path):
            yield path


def entries(root: Root, folder: str) -> Tuple[str, ...]:
    """Names in the folder; none when it is not there or not for us."""
    try:
        return root.list(folder)
    except (OSError, ValueError):
        return ()


def resolved(root: Root, path: str, system: str) -> str:
    """The path with its links followed; as it is when they lead nowhere."""
    try:
        return portable(root.resolve(path), system)
    except (OSError, ValueError):
        return path
