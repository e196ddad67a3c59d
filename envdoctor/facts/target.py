"""Which Python environment is inspected, and why this one."""

from __future__ import annotations

import sys

from envdoctor.facts import conda_names
from envdoctor.facts.folders import Folders, base, entries, join, parent, slashes, tidy
from envdoctor.facts.root import Root
from envdoctor.model.environment import PathPython
from envdoctor.model.problem import WrongInput
from envdoctor.model.read import Read
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterable, Iterator, Mapping, Optional, Tuple

BIN_FOLDERS = ("bin", "Scripts", "")
PYTHON_NAMES = ("python", "python3", "python.exe", "pypy3", "pypy3.exe")
ACTIVATED = ("VIRTUAL_ENV", "CONDA_PREFIX")
"""What an activation sets."""
_COMMANDS = ("python3", "python3.exe", "python.exe", "python")
_TOOL_MARKS = ("uv-receipt.toml", "pipx_metadata.json")
_TOOL_PATHS = ("/pipx/.cache/", "/.cache/pipx/", "/uv/tools/", "/pipx/venvs/")


class Target(NamedTuple):
    """The environment to inspect."""

    executable: str
    prefix: str
    chosen_by: str
    """"--python", "--env", "VIRTUAL_ENV", "CONDA_PREFIX", "own" or "PATH"."""
    is_own: bool
    """Whether this is the interpreter that envdoctor itself runs on."""


class NoTarget(WrongInput):
    """There is no environment where the user pointed, or none at all; one sentence says so."""

    def __init__(self, sentence: str, **params: str) -> None:
        super().__init__(sentence, params)


class Here(NamedTuple):
    """What the running process knows of itself."""

    executable: str
    prefix: str
    folder: str
    """The working folder; "" when it is gone."""


def here() -> Here:
    """This process, its paths written with "/"."""
    import os

    try:
        folder = slashes(os.getcwd())
    except OSError:
        folder = ""
    return Here(slashes(sys.executable or ""), slashes(sys.prefix), folder)


def choose_target(
    root: Root,
    environ: Mapping[str, str],
    python: str = "",
    env: str = "",
    own: Optional[Here] = None,
) -> Target:
    """The environment the user means; raises `NoTarget` when there is none.

    `python` is a path or a command name, `env` a folder or the name of a conda environment.
    Without either: the activated one, envdoctor's own unless that holds a tool, the first on PATH.
    """
    folders = Folders(root)
    process = own or here()
    if python:
        return _from_python(folders, environ, python, process)
    if env:
        return _from_env(folders, environ, env, process)
    for variable in ACTIVATED:
        prefix = environ.get(variable, "")
        found = prefix and _in_prefix(folders, tidy(prefix), variable, process)
        if found:
            return found
    if root.is_live and process.executable and not is_tool(folders, process.prefix):
        return Target(process.executable, process.prefix, "own", True)
    for executable in _on_path(folders, environ, process.folder, _COMMANDS):
        return _from_executable(folders, executable, "PATH", process)
    raise NoTarget(_("no Python was found to inspect; name one with --python or --env"))


def first_on_path(
    root: Root, environ: Mapping[str, str], target: Target, folder: str = ""
) -> Read[PathPython]:
    """The Python that a bare command starts, and whether it is the target's.

    Looked for where the target is what was activated: its own folder is then the first on PATH, and
    the long listings of the system's folders are spared.
    """
    if target.chosen_by not in ACTIVATED:
        return Read.unknown("looked for beside an activated environment only", "PATH")
    folders = Folders(root)
    for executable in _on_path(folders, environ, folder, _COMMANDS):
        prefix = prefix_of(folders, executable)
        return Read.of(PathPython(executable, prefix, _same(root, prefix, target.prefix)), "PATH")
    return Read.absent("PATH", "no Python on PATH")


def _same(root: Root, one: str, other: str) -> bool:
    try:
        return one == other or root.resolve(one) == root.resolve(other)
    except OSError:  # links that lead round in a circle
        return False


def is_tool(folders: Folders, prefix: str) -> bool:
    """Whether the environment was made to hold one tool (pipx, uv tool, uvx)."""
    if any(mark in folders.names(prefix) for mark in _TOOL_MARKS):
        return True
    # uvx unpacks into a cache whose place the user may choose: <cache>/archive-v0/<hash>.
    in_cache = base(parent(prefix)).startswith(("archive-v", "builds-v"))
    return in_cache or any(part in f"{prefix}/" for part in _TOOL_PATHS)


def _from_python(
    folders: Folders, environ: Mapping[str, str], python: str, process: Here
) -> Target:
    named = slashes(python)
    if "/" not in named and not folders.root.is_file(join(process.folder, named)):
        for executable in _on_path(folders, environ, process.folder, (named, f"{named}.exe")):
            return _from_named(folders, executable, python, process)
        raise NoTarget(_("there is no Python called {name} on PATH"), name=python)
    path = tidy(join(process.folder, named))
    if folders.is_folder(path):
        found = _in_prefix(folders, path, "--python", process)
        if found:
            return found
        raise NoTarget(_("{path} is not a Python environment: it holds no Python"), path=python)
    _must_be_readable(folders, path, python)
    if not folders.root.is_file(path):
        raise NoTarget(
            _("there is no Python at {path}; name an interpreter, such as .venv/bin/python"),
            path=python,
        )
    return _from_named(folders, path, python, process)


def _from_named(folders: Folders, executable: str, python: str, process: Here) -> Target:
    if not base(executable).lower().startswith(("python", "pypy", "graalpy")):
        raise NoTarget(_("{path} is not a Python interpreter"), path=python)
    return _from_executable(folders, executable, "--python", process)


def _must_be_readable(folders: Folders, path: str, named: str) -> None:
    """What this user may not read is neither missing nor a file."""
    problem = folders.failure(path)
    if problem:
        raise NoTarget(_("{path} cannot be read: {error}"), path=named, error=problem)


def _from_env(folders: Folders, environ: Mapping[str, str], env: str, process: Here) -> Target:
    path = tidy(join(process.folder, slashes(env)))
    if folders.is_folder(path):
        found = _in_prefix(folders, path, "--env", process)
        if found:
            return found
        raise NoTarget(_("{path} is not a Python environment: it holds no Python"), path=env)
    _must_be_readable(folders, path, env)
    if folders.root.exists(path):
        raise NoTarget(_("{path} is a file; --env takes the folder of an environment"), path=env)
    if "/" in slashes(env):
        raise NoTarget(_("there is no environment at {path}"), path=env)
    for prefix in conda_names.prefixes(folders, environ, env):
        found = _in_prefix(folders, prefix, "--env", process)
        if found:
            return found
    raise NoTarget(_("there is no folder and no conda environment called {name}"), name=env)


def _in_prefix(folders: Folders, prefix: str, chosen_by: str, process: Here) -> Optional[Target]:
    """The target in a folder that holds an environment; a dangling link to Python counts."""
    for folder in BIN_FOLDERS:
        where = join(prefix, folder) if folder else prefix
        names = folders.names(where)
        for name in PYTHON_NAMES:
            if name in names and not folders.is_folder(f"{where}/{name}"):
                is_own = folders.root.is_live and prefix == process.prefix
                return Target(f"{where}/{name}", prefix, chosen_by, is_own)
    if "pyvenv.cfg" in folders.names(prefix):
        return Target("", prefix, chosen_by, False)
    return None


def _from_executable(folders: Folders, executable: str, chosen_by: str, process: Here) -> Target:
    prefix = prefix_of(folders, executable)
    is_own = folders.root.is_live and prefix == process.prefix
    return Target(executable, prefix, chosen_by, is_own)


def prefix_of(folders: Folders, executable: str) -> str:
    """`sys.prefix` of the interpreter: beside pyvenv.cfg, else around its standard library."""
    folder = parent(executable)
    for place in (folder, parent(folder)):
        if "pyvenv.cfg" in folders.names(place):
            return place
    try:
        folder = parent(slashes(folders.root.resolve(executable)))
    except OSError:  # links that lead round in a circle
        return parent(folder)
    for place in (folder, parent(folder)):
        if _holds_library(folders, place):
            return place
    return parent(folder) if base(folder) in ("bin", "Scripts") else folder


def _holds_library(folders: Folders, prefix: str) -> bool:
    for lib in ("lib", "Lib"):
        for name in folders.names(f"{prefix}/{lib}"):
            if name == "os.py" or (
                name.startswith(("python", "pypy"))
                and "os.py" in folders.names(f"{prefix}/{lib}/{name}")
            ):
                return True
    return False


def _on_path(
    folders: Folders, environ: Mapping[str, str], folder: str, names: Iterable[str]
) -> Iterator[str]:
    """Real interpreters on PATH; pyenv's shims are followed, Store aliases and scripts skipped."""
    for where in entries(environ.get("PATH", "")):
        present = folders.names(where)
        for name in names:
            if name not in present:
                continue
            path = f"{where}/{name}"
            if base(where) == "shims":
                yield from _behind_shim(folders, environ, folder, parent(where), name)
            elif _is_real(folders, path):
                yield path


def _is_real(folders: Folders, path: str) -> bool:
    """Whether the file is a program and neither a script nor the empty alias of a store."""
    try:
        head = folders.root.read_head(path, 2)
    except OSError:
        return False
    return bool(head) and head != b"#!"


def _behind_shim(
    folders: Folders, environ: Mapping[str, str], folder: str, pyenv: str, name: str
) -> Iterator[str]:
    """Interpreters that pyenv's shim would start, in its order."""
    for version in _pyenv_versions(folders, environ, folder, pyenv):
        if version in folders.names(f"{pyenv}/versions"):
            path = f"{pyenv}/versions/{version}/bin/{name}"
            if _is_real(folders, path):
                yield path


def _pyenv_versions(
    folders: Folders, environ: Mapping[str, str], folder: str, pyenv: str
) -> Tuple[str, ...]:
    chosen = environ.get("PYENV_VERSION", "")
    if chosen:
        return tuple(chosen.split(":"))
    while folder:
        if ".python-version" in folders.names(folder):
            return _words(folders.root, f"{folder}/.python-version")
        folder = parent(folder) if folder != parent(folder) else ""
    return _words(folders.root, f"{pyenv}/version")


def _words(root: Root, path: str) -> Tuple[str, ...]:
    try:
        text = root.read_text(path, 64 * 1024)
    except OSError:
        return ()
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)
