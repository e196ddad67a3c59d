"""How each environment's own manager spells an install: the only place that knows these options."""

from __future__ import annotations

from envdoctor.model.facts import Facts
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Tuple

    Argv = Tuple[str, ...]


class Manager(NamedTuple):
    """The manager of one environment: the first words of its commands, and its own options."""

    install: Argv
    uninstall: Argv
    afresh: Argv
    """Installs again what is there already, and nothing else."""


_PIP = Manager(
    install=("{python}", "-m", "pip", "install"),
    uninstall=("{python}", "-m", "pip", "uninstall", "-y"),
    afresh=("--force-reinstall", "--no-deps"),
)
_UV = Manager(
    install=("uv", "pip", "install", "--python", "{python}"),
    uninstall=("uv", "pip", "uninstall", "--python", "{python}"),
    afresh=("--reinstall", "--no-deps"),
)
_CONDA = Manager(
    install=("conda", "install", "-y", "-p", "{prefix}"),
    uninstall=("conda", "remove", "-y", "--force", "-p", "{prefix}"),
    afresh=("--force-reinstall", "--no-deps"),
)


def manager_of(facts: Facts) -> Manager:
    """What installs wheels into the environment: uv's has no pip of its own."""
    found = facts.interpreter.value
    return _UV if found and found.kind == "uv" else _PIP


def installed_version(name: str, facts: Facts) -> str:
    """The version that Python runs, else the one that metadata names; "" when neither is known."""
    for read in (facts.torchvision, facts.numpy, facts.mmengine, facts.mmdet, facts.mmpose):
        if read.value is not None and read.value.distribution == name:
            return read.value.version
    return next((item.version for item in facts.distributions.value or () if item.name == name), "")


def manager_for(facts: Facts, package: str) -> Manager:
    """What must change this package: conda's packages are not pip's to touch."""
    for item in facts.distributions.value or ():
        if item.name == package and item.installer == "conda":
            return _CONDA
    return manager_of(facts)
