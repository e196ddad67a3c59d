"""Where the stack's modules lie: more than one copy on the way of an import, or one in the user site."""

from __future__ import annotations

from envdoctor.facts.folders import Folders, base, entries, join, tidy
from envdoctor.facts.modules import ModulePath
from envdoctor.model.environment import Interpreter, ModuleCopy
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Mapping, Tuple

WORKING_FOLDER = "working folder"
PYTHONPATH = "PYTHONPATH"
USER_SITE = "user site"
ENVIRONMENT = "environment"
OTHER = "other"

_MODULES = (
    "torch",
    "torchvision",
    "numpy",
    "cv2",
    "mmengine",
    "mmcv",
    "mmdet",
    "mmpose",
    "mmaction",
    "decord",
    "av",
)


def read_copies(
    folders: Folders,
    modules: ModulePath,
    python: Interpreter,
    environ: Mapping[str, str],
    working_folder: str = "",
) -> Read[Tuple[ModuleCopy, ...]]:
    """Copies in the order in which `python -c` looks for them.

    `working_folder` is where it would be started; "" leaves that place out. Nothing is listed there:
    a folder of data may hold millions of names.
    """
    if environ.get("PYTHONSAFEPATH"):
        working_folder = ""
    places = _Places(python, environ)
    found: List[ModuleCopy] = []
    for name in _MODULES:
        copies = [
            ModuleCopy(name, module.path, places.of(module.location))
            for module in modules.each(name)
        ]
        local = _in_working_folder(folders, working_folder, name)
        if copies and local:
            copies.insert(0, ModuleCopy(name, local, WORKING_FOLDER))
        if copies[1:]:
            copies = list(_distinct(folders, copies))
        if copies[1:] or any(copy.place == USER_SITE for copy in copies):
            found.extend(copies)
    source = ", ".join(filter(None, (working_folder, *python.site_packages)))
    return Read.of(tuple(found), source)


class _Places:
    """What the folders of sys.path are."""

    def __init__(self, python: Interpreter, environ: Mapping[str, str]) -> None:
        self._own = (python.prefix, python.base_prefix)
        self._pythonpath = frozenset(entries(environ.get("PYTHONPATH", "")))
        homes = (
            environ.get("PYTHONUSERBASE", ""),
            _below(environ.get("HOME", ""), ".local"),
            _below(environ.get("HOME", ""), "Library/Python"),
            _below(environ.get("APPDATA", ""), "Python"),
        )
        self._user = tuple(tidy(home) for home in homes if home)

    def of(self, location: str) -> str:
        """The kind of place."""
        if location in self._pythonpath:
            return PYTHONPATH
        is_site = base(location) in ("site-packages", "dist-packages")
        if is_site and any(_is_below(location, prefix) for prefix in self._own):
            return ENVIRONMENT
        if is_site and any(_is_below(location, home) for home in self._user):
            return USER_SITE
        return ENVIRONMENT if is_site else OTHER


def _below(home: str, name: str) -> str:
    return join(home, name) if home else ""


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder.rstrip('/')}/")


def _in_working_folder(folders: Folders, folder: str, name: str) -> str:
    if not folder:
        return ""
    path = f"{folder.rstrip('/')}/{name}"
    if folders.root.is_file(f"{path}/__init__.py"):
        return path
    return f"{path}.py" if folders.root.is_file(f"{path}.py") else ""


def _distinct(folders: Folders, copies: List[ModuleCopy]) -> Iterator[ModuleCopy]:
    """Each place once, though links and .pth files lead to it by several names."""
    seen: Dict[str, None] = {}
    for copy in copies:
        try:
            real = folders.root.resolve(copy.path)
        except OSError:  # links that lead round in a circle
            real = copy.path
        if real not in seen:
            seen[real] = None
            yield copy
