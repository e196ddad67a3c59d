"""The inspected interpreter, from files alone: it is not started."""

from __future__ import annotations

from envdoctor.facts.folders import Folders, base, parent
from envdoctor.facts.layout import Layout, read_layout
from envdoctor.facts.python_version import python_version
from envdoctor.facts.site_folders import site_folders
from envdoctor.facts.target import Target
from envdoctor.model.environment import Interpreter
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Mapping


def read_interpreter(
    folders: Folders, target: Target, environ: Mapping[str, str]
) -> Read[Interpreter]:
    """The interpreter of the target; unreadable when no file tells its version."""
    try:
        return _read(folders, target, environ)
    except (OSError, ValueError) as error:
        return Read.unreadable(target.prefix, str(error))


def _read(folders: Folders, target: Target, environ: Mapping[str, str]) -> Read[Interpreter]:
    layout = read_layout(folders, target)
    version, source = python_version(folders, target, layout)
    if not version:
        reason = (
            "neither pyvenv.cfg, conda-meta nor a lib/pythonX.Y tells the version of this Python"
        )
        return Read.unreadable(target.prefix, reason)
    if not layout.series:
        layout = layout._replace(series=".".join(version.split(".")[:2]))
    kind = _kind(folders, layout)
    found = Interpreter(
        executable=target.executable,
        version=version,
        implementation=layout.implementation,
        prefix=layout.prefix,
        base_prefix=layout.base_prefix,
        kind=kind,
        environment=_conda_name(kind, layout.prefix),
        site_packages=site_folders(folders, layout, environ),
        externally_managed=_is_managed(folders, layout),
        chosen_by=target.chosen_by,
        present=target.is_own or folders.root.is_file(target.executable),
    )
    return Read.of(found, source)


def _kind(folders: Folders, layout: Layout) -> str:
    if layout.is_venv:
        if "uv" in layout.settings:
            return "uv"
        return "virtualenv" if "virtualenv" in layout.settings else "venv"
    names = folders.names(layout.prefix)
    if "conda-meta" not in names:
        return "system"
    return "conda-base" if "condabin" in names else "conda"


def _conda_name(kind: str, prefix: str) -> str:
    if kind == "conda-base":
        return "base"
    return base(prefix) if kind == "conda" and base(parent(prefix)) == "envs" else ""


def _is_managed(folders: Folders, layout: Layout) -> bool:
    """PEP 668's marker counts outside virtual environments only."""
    library = layout.standard_library(layout.base_prefix)
    return not layout.is_venv and "EXTERNALLY-MANAGED" in folders.names(library)
