"""Which file an `import` would take, found by names alone: nothing is imported."""

from __future__ import annotations

from envdoctor.facts.folders import Folders, parent, tidy
from envdoctor.facts.root import Root
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterator, Optional, Sequence, Tuple, TypeVar

    T = TypeVar("T")


_COMPILED = (".so", ".pyd")


class Module(NamedTuple):
    """A module on the path."""

    path: str
    """Its folder (a package) or its file."""
    location: str
    """The folder that holds it: an entry of sys.path, or the parent in an editable's sources."""
    is_package: bool
    """Whether it is a folder."""
    by_finder: bool
    """Whether an editable install's import hook leads to it."""


class ModulePath:
    """The folders of sys.path, asked as Python's path finder asks them."""

    __slots__ = ("_finders", "_folders", "_site_packages")

    def __init__(self, folders: Folders, site_packages: Sequence[str]) -> None:
        self._folders = folders
        self._site_packages = tuple(site_packages)
        self._finders: Optional[Dict[str, str]] = None

    def find(self, name: str) -> Optional[Module]:
        """What a top-level import takes; a folder without `__init__.py` when nothing else is there."""
        namespace = None
        for location in self._site_packages:
            path = self._beside(location, name)
            if not path:
                continue
            if not self._folders.is_folder(path):
                return Module(path, location, False, False)
            if "__init__.py" in self._folders.names(path):
                return Module(path, location, True, False)
            namespace = namespace or Module(path, location, True, False)
        return self._by_finder(name) or namespace

    def each(self, name: str) -> Iterator[Module]:
        """Everything that a top-level import would take if it came first; bare folders left out."""
        for location in self._site_packages:
            path = self._beside(location, name)
            if path and not self._folders.is_folder(path):
                yield Module(path, location, False, False)
            elif path and "__init__.py" in self._folders.names(path):
                yield Module(path, location, True, False)
        found = self._by_finder(name)
        if found is not None:
            yield found

    def absent(self, name: str) -> "Read[T]":
        """What to say of a module that was not found: it may lie where nobody may look."""
        for location in self._site_packages:
            if self._folders.failure(location):
                return Read.unreadable(location, self._folders.failure(location))
        return Read.absent(", ".join(self._site_packages), f"no module named {name}")

    def has(self, dotted: str) -> bool:
        """Whether the files hold the module "package.part.part"."""
        first, *rest = dotted.split(".")
        found = self.find(first)
        if found is None:
            return False
        path = found.path
        for part in rest:
            path = self._beside(path, part)
            if not path:
                return False
        return True

    def _beside(self, folder: str, name: str) -> str:
        """The package or module of this name in the folder, "" when there is none."""
        names = self._folders.names(folder)
        plain = f"{folder}/{name}"
        is_folder = name in names and self._folders.is_folder(plain)
        if is_folder and "__init__.py" in self._folders.names(plain):
            return plain
        for present in _with_stem(names, name):
            return f"{folder}/{present}"
        return plain if is_folder else ""

    def _by_finder(self, name: str) -> Optional[Module]:
        if self._finders is None:
            self._finders = dict(_finders(self._folders, self._site_packages))
        path = self._finders.get(name, "")
        if not path:
            return None
        if self._folders.is_folder(path):
            return Module(path, parent(path), True, True)
        if self._folders.has(f"{path}.py"):
            return Module(f"{path}.py", parent(path), False, True)
        return None


def module_exists(root: Root, site_packages: Sequence[str], name: str) -> bool:
    """Whether the module, dotted or not, is in the files of these folders.

    The standard library is not looked at: `site_packages` are the folders of `Interpreter`.
    """
    return ModulePath(Folders(root), site_packages).has(name)


def _with_stem(names: "frozenset[str]", name: str) -> Iterator[str]:
    """Compiled modules, then the source file, in the order of Python's own finder."""
    stem = f"{name}."
    for present in names:
        if present.startswith(stem) and present.endswith(_COMPILED):
            yield present
    if f"{name}.py" in names:
        yield f"{name}.py"


def _finders(folders: Folders, site_packages: Sequence[str]) -> Iterator[Tuple[str, str]]:
    """Modules that the import hooks of editable installs (setuptools) lead to, with their paths."""
    for location in site_packages:
        for name in folders.names(location):
            if name.startswith("__editable___") and name.endswith("_finder.py"):
                try:
                    text = folders.root.read_text(f"{location}/{name}", 256 * 1024)
                except OSError:
                    continue
                yield from finder_mapping(text)


def finder_mapping(text: str) -> Iterator[Tuple[str, str]]:
    """Pairs of the line "MAPPING: dict[str, str] = {'mmaction': '/src/mmaction'}" of a finder."""
    for line in text.splitlines():
        if line.startswith("MAPPING") and "{" in line:
            words = _quoted(line.partition("{")[2])
            for module in words:
                yield module, tidy(next(words, ""))


def _quoted(text: str) -> Iterator[str]:
    """The string literals of a Python expression, one after the other."""
    rest = text
    while True:
        starts = [index for index in (rest.find("'"), rest.find('"')) if index >= 0]
        if not starts:
            return
        start = min(starts)
        literal, closed, rest = rest[start + 1 :].partition(rest[start])
        if not closed:
            return
        yield literal.replace("\\\\", "\\")
