"""The folders that the inspected interpreter imports from, the standard library left out."""

from __future__ import annotations

from envdoctor.facts.folders import Folders, base, entries, join, slashes, tidy
from envdoctor.facts.layout import Layout
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Mapping, Tuple


def site_folders(folders: Folders, layout: Layout, environ: Mapping[str, str]) -> Tuple[str, ...]:
    """What PYTHONPATH and `site` put on sys.path, in that order, as far as it is there.

    Lines of .pth files that name a folder follow the folder that holds the file.
    """
    found: Dict[str, None] = {}
    for path in entries(environ.get("PYTHONPATH", "")):
        if _is_there(folders, path):
            found[path] = None
    for path in _site(layout, folders, environ):
        if path not in found and _is_there(folders, path):
            found[path] = None
            found.update(dict.fromkeys(_from_pth(folders, path)))
    return tuple(found)


def _is_there(folders: Folders, path: str) -> bool:
    """Whether Python puts the folder on sys.path, which it also does where nobody may list it."""
    return folders.is_folder(path) or bool(folders.failure(path))


def _site(layout: Layout, folders: Folders, environ: Mapping[str, str]) -> Iterator[str]:
    """Candidates in the order in which `site` takes them in."""
    if layout.is_venv:
        yield from _of_prefix(layout, folders, layout.prefix)
        # pyvenv.cfg without the key means "true", as `site` reads it.
        if layout.settings.get("include-system-site-packages", "true").lower() != "true":
            return
    yield from user_site(layout, environ)
    yield from _of_prefix(layout, folders, layout.base_prefix)


def _of_prefix(layout: Layout, folders: Folders, prefix: str) -> Iterator[str]:
    top = prefix.rstrip("/")
    if layout.is_windows:
        yield f"{top}/Lib/site-packages"
        return
    if "lib64" in folders.names(prefix):
        path = f"{top}/lib64"
        # In most environments lib64 is a link to lib: the same folder by another name.
        if base(slashes(folders.root.resolve(path))) == "lib64":
            yield f"{path}/{layout.library}/site-packages"
    yield f"{top}/lib/{layout.library}/site-packages"
    if top == "/usr":
        # Debian's own layout: pip writes under /usr/local, packages are shared by all Pythons.
        yield f"/usr/local/lib/{layout.library}/dist-packages"
        yield "/usr/lib/python3/dist-packages"
        yield f"/usr/lib/{layout.library}/dist-packages"


def user_site(layout: Layout, environ: Mapping[str, str]) -> Iterator[str]:
    """Folders of the user's own packages, unless PYTHONNOUSERSITE closes them."""
    if environ.get("PYTHONNOUSERSITE"):
        return
    if layout.is_windows:
        data = environ.get("PYTHONUSERBASE") or join(environ.get("APPDATA", ""), "Python")
        yield f"{tidy(data)}/Python{layout.series.replace('.', '')}/site-packages"
        return
    home = environ.get("HOME", "")
    user_base = environ.get("PYTHONUSERBASE") or (home and f"{home}/.local")
    if user_base:
        yield f"{tidy(user_base)}/lib/{layout.library.rstrip('t')}/site-packages"
    if home and "/Python.framework/" in f"{layout.base_prefix}/":
        yield f"{tidy(home)}/Library/Python/{layout.series}/lib/python/site-packages"


def _from_pth(folders: Folders, path: str) -> Iterator[str]:
    """Folders that the .pth files in this one name; lines that run code are not read here."""
    for name in sorted(folders.names(path)):
        if not name.endswith(".pth") or name.startswith("."):
            continue
        for line in pth_lines(folders, f"{path}/{name}"):
            added = tidy(join(path, line))
            if folders.is_folder(added):
                yield added


def pth_lines(folders: Folders, path: str) -> List[str]:
    """Lines of a .pth file that name a path; none when it cannot be read."""
    try:
        text = folders.root.read_text(path, 256 * 1024)
    except OSError:
        return []
    lines = (line.rstrip() for line in text.lstrip("\ufeff").splitlines())
    return [line for line in lines if line and not line.startswith(("#", "import ", "import\t"))]
