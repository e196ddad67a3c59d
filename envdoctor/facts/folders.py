"""Listings of folders, each read once: most questions about an environment are about names."""

from __future__ import annotations

from envdoctor.facts.root import Root
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, FrozenSet, List, Optional

NOTHING: FrozenSet[str] = frozenset()


class Folders:
    """Names in folders of one root; a folder that is not there, or is none, has no names."""

    __slots__ = ("_failures", "_names", "root")

    def __init__(self, root: Root) -> None:
        self.root = root
        self._names: Dict[str, Optional[FrozenSet[str]]] = {}
        self._failures: Dict[str, str] = {}

    def names(self, path: str) -> FrozenSet[str]:
        """Names in the folder; empty when it cannot be listed, and `failure` then says why."""
        return (self._names[path] if path in self._names else self._list(path)) or NOTHING

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder that can be listed."""
        return (self._names[path] if path in self._names else self._list(path)) is not None

    def failure(self, path: str) -> str:
        """Why the folder could not be listed ("" when it could, or when it is not there)."""
        return self._failures.get(path, "")

    def _list(self, path: str) -> Optional[FrozenSet[str]]:
        found: Optional[FrozenSet[str]] = None
        try:
            found = frozenset(self.root.list(path))
        except (FileNotFoundError, NotADirectoryError):
            pass
        except (OSError, ValueError) as error:
            self._failures[path] = getattr(error, "strerror", None) or str(error)
        self._names[path] = found
        return found

    def has(self, path: str) -> bool:
        """Whether the name is in its folder, a dangling link included."""
        return base(path) in self.names(parent(path))


def parent(path: str) -> str:
    """The folder above, "/" at the top."""
    head = path.rstrip("/").rpartition("/")[0]
    return head or "/"


def base(path: str) -> str:
    """The last part of the path."""
    return path.rstrip("/").rpartition("/")[2]


def join(folder: str, name: str) -> str:
    """The name inside the folder, or the name itself where it is absolute."""
    if is_absolute(name):
        return slashes(name)
    return f"{folder.rstrip('/')}/{name}"


def is_absolute(path: str) -> bool:
    """Whether the path starts at a root or at a Windows drive."""
    return path[:1] in ("/", "\\") or path[1:3] in (":\\", ":/")


def slashes(path: str) -> str:
    """The path with "/" between its parts, also where it was written for Windows."""
    is_windows = path[1:2] == ":" or path[:2] == "\\\\"
    return path.replace("\\", "/") if is_windows else path


def tidy(path: str) -> str:
    """The path without ".", ".." and doubled slashes; links are not followed."""
    done: List[str] = []
    for part in slashes(path).split("/"):
        if part == ".." and done and done[-1]:
            done.pop()
        elif part not in ("", ".", "..") or not done:
            done.append(part)
    return "/".join(done) or "/"


def entries(variable: str) -> List[str]:
    """The absolute folders of a variable like PATH, as Linux and as Windows separate them."""
    is_windows = ";" in variable or variable[1:3] in (":\\", ":/")
    parts = variable.split(";" if is_windows else ":")
    return [tidy(part) for part in parts if is_absolute(part)]
