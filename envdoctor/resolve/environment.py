"""Where a plan's packages go: the environment that is there, or one to be created first."""

from __future__ import annotations

from envdoctor.compat.versions import minor
from envdoctor.model.facts import Facts
from envdoctor.model.plan import CONDA_STAGE, Step
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.managers import manager_of, preparation

if TYPE_CHECKING:
    from typing import Optional, Tuple

    Argv = Tuple[str, ...]

_NAME = "openmmlab"
"""As MMAction2's guide calls its environment."""
_FOLDER = ".venv"


class Place(NamedTuple):
    """An environment, and the first words of what is run in it."""

    name: str
    """"{prefix}" for the one that is there, else the new one's."""
    python: Argv
    """What starts its Python."""
    install: Argv
    """What installs wheels into it."""
    uninstall: Argv
    first: Optional[Step]
    """What must be done before anything can be installed."""


def place_for(facts: Facts, python: str) -> Place:
    """The environment that is there where it has that Python and may be changed; else a new one."""
    found = facts.interpreter.value
    if found is not None and found.present and minor(found.version) == python:
        ready = preparation(facts)
        first = (
            Step(CONDA_STAGE, ready.commands[0], ready.why, ready.params)
            if ready and ready.commands
            else None
        )
        manager = manager_of(facts)
        executable = manager.install[0] if found.externally_managed else "{python}"
        name = _FOLDER if found.externally_managed else "{prefix}"
        return Place(name, (executable,), manager.install, manager.uninstall, first)
    kind = found.kind if found else ""
    return _by_uv(facts, python) if kind == "uv" else _by_conda(python)


def _by_conda(python: str) -> Place:
    inside = ("conda", "run", "-n", _NAME, "python")
    argv = ("conda", "create", "-y", "-n", _NAME, f"python={python}")
    pip = (*inside, "-m", "pip")
    away = (*pip, "uninstall", "-y")
    return Place(_NAME, inside, (*pip, "install"), away, _created(argv, python))


def _by_uv(facts: Facts, python: str) -> Place:
    windows = facts.platform.value is not None and facts.platform.value.system == "windows"
    executable = f"{_FOLDER}/Scripts/python" if windows else f"{_FOLDER}/bin/python"
    target = ("--python", executable)
    install, away = ("uv", "pip", "install", *target), ("uv", "pip", "uninstall", *target)
    argv = ("uv", "venv", "--python", python, _FOLDER)
    return Place(_FOLDER, (executable,), install, away, _created(argv, python))


def _created(argv: Argv, python: str) -> Step:
    why = _("create an environment with Python {python}")
    return Step(CONDA_STAGE, argv, why, {"python": python})
