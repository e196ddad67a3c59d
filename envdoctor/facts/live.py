"""Facts of this machine and of one environment on it."""

from __future__ import annotations

import os

from envdoctor import __version__
from envdoctor.compat.tables import Tables
from envdoctor.facts.binaries import LibraryFacts, nothing, read_libraries
from envdoctor.facts.deadline import NoAnswer, Now, Pending, guarded
from envdoctor.facts.environment import EnvironmentFacts, read_environment
from envdoctor.facts.host import PATH_SECONDS, read_disk, read_host, start_nvml
from envdoctor.facts.machine import system_of
from envdoctor.facts.project import read_project
from envdoctor.facts.root import Root
from envdoctor.facts.target import choose_target, here
from envdoctor.model.facts import Facts
from envdoctor.model.project import Project
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Mapping, Tuple, Union

MODULES = {"mmaction2": "mmaction"}
"""Packages that are imported under another name."""


class Subject(NamedTuple):
    """What is to be inspected."""

    python: str
    env: str
    expect_gpu: str
    project: Read[Project] = Read.unknown("not read")
    deep: bool = False
    """Whether files are compared with RECORD, and modules imported in the environment's Python."""


def project_here() -> Read[Project]:
    """What the project around the working folder says; raises `WrongInput` when it says it wrongly."""
    try:
        folder = os.getcwd()
    except OSError as error:
        return Read.unknown(str(error), "working folder")
    found = read_project(Root(), folder)
    if found is None:
        return Read.absent(folder, "no project here says anything of its environment")
    return Read.of(found, found.file)


def read_live(subject: Subject, environ: Mapping[str, str], tables: Tables) -> Facts:
    """Reads everything; raises `WrongInput` when the subject names no environment.

    NVML is asked first and answers last, so that its time overlaps with reading files.
    """
    root = Root()
    target = choose_target(root, environ, subject.python, subject.env)
    nvml = start_nvml(root, environ)
    environment = read_environment(
        root,
        target,
        environ,
        _probed(tables),
        here().folder,
        lambda: tables.symbols.names(),  # noqa: PLW0108 - a table that is read when it is needed
    )
    # A folder of LD_LIBRARY_PATH can lie on a dead mount.
    libraries = guarded(
        root, lambda: read_libraries(root, environment, environ, system_of(root)), PATH_SECONDS
    )
    disk = read_disk(root, target.prefix)
    host = read_host(root, environ, nvml, prefix=target.prefix)
    return Facts(
        envdoctor=__version__,
        expect_gpu=subject.expect_gpu,
        disk=disk,
        project=subject.project,
        **host._asdict(),
        **environment._asdict(),
        **_in_time(libraries)._asdict(),
        **(_deep(root, target.executable, environment, environ) if subject.deep else {}),
    )


def _deep(
    root: Root, executable: str, environment: EnvironmentFacts, environ: Mapping[str, str]
) -> Dict[str, Any]:
    """What is slow, by the names of `Facts`: while modules are imported, files are compared."""
    from envdoctor.facts.deep import read_deep

    return read_deep(root, executable, environment.interpreter, environ)._asdict()


def _in_time(libraries: Union[Pending[LibraryFacts], Now[LibraryFacts]]) -> LibraryFacts:
    try:
        return libraries.answer()
    except NoAnswer as error:
        return nothing(Read.unknown(f"a folder of LD_LIBRARY_PATH {error}", "LD_LIBRARY_PATH"))


def _probed(tables: Tables) -> Dict[str, Tuple[str, ...]]:
    """Modules whose presence decides whether a release's known defect still stands."""
    decisive = tables.known_bad.decisive_modules()
    return {MODULES.get(package, package): modules for package, modules in decisive.items()}
