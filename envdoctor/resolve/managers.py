"""How each environment's own manager spells an install: the only place that knows these options."""

from __future__ import annotations

from envdoctor.model.facts import Facts
from envdoctor.model.finding import Fix
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

    Argv = Tuple[str, ...]


class Manager(NamedTuple):
    """The manager of one environment: the first words of its commands, and its own options."""

    install: Argv
    uninstall: Argv
    afresh: Argv
    """Installs again what is there already, and nothing else."""


_AFRESH = ("--force-reinstall", "--no-deps")
_OWN = ".venv"
"""The environment that takes the system Python's place."""

_PIP = Manager(
    install=("{python}", "-m", "pip", "install"),
    uninstall=("{python}", "-m", "pip", "uninstall", "-y"),
    afresh=_AFRESH,
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
    if found and found.externally_managed:
        return _pip_of(_own_python(facts))
    return _UV if found and found.kind == "uv" else _PIP


def preparation(facts: Facts) -> Optional[Fix]:
    """What must be done before anything can be installed; None where pip, uv or conda stand ready."""
    found = facts.interpreter.value
    if found is None:
        return None
    if found.externally_managed:
        return Fix(
            _("the system's Python takes no packages from pip: create an environment and use that"),
            {},
            (("{python}", "-m", "venv", _OWN),),
            safe=True,
        )
    installed = {item.name for item in facts.distributions.value or ()}
    if found.kind in ("venv", "virtualenv") and installed and "pip" not in installed:
        return Fix(
            _("this environment has no pip: bring it in"),
            {},
            (("{python}", "-m", "ensurepip", "--upgrade"),),
            safe=True,
        )
    return None


def _own_python(facts: Facts) -> str:
    windows = facts.platform.value is not None and facts.platform.value.system == "windows"
    return f"{_OWN}/Scripts/python" if windows else f"{_OWN}/bin/python"


def _pip_of(python: str) -> Manager:
    return Manager(
        install=(python, "-m", "pip", "install"),
        uninstall=(python, "-m", "pip", "uninstall", "-y"),
        afresh=_AFRESH,
    )


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
