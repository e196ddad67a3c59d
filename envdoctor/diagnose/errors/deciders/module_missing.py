"""A module is not found: not installed, installed elsewhere, hidden, or the project's own.

A top-level module that the table knows, or that an installed package asks for, is a distribution; a part
of one that is there is of another release; anything else is most likely the project's own.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import installed, is_said_better
from envdoctor.diagnose.errors.openmmlab_told import files, is_installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.started import (
    console_script,
    other_python,
    speaks_of_environment,
)
from envdoctor.model.account import COMMAND, LISTED, Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Constrain, Manual, Reinstall
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OWN = frozenset(
    [
        "utils",
        "util",
        "models",
        "model",
        "lib",
        "libs",
        "src",
        "tools",
        "dataset",
        "core",
        "config",
        "configs",
        "data",
        "networks",
        "network",
        "nets",
        "modules",
        "common",
        "layers",
        "ops",
        "helpers",
        "train",
        "test",
        "tests",
        "scripts",
        "options",
        "losses",
        "engine",
        "main",
    ]
)
"""What projects call their own folders."""
_BUILDING = ("build wheel", "egg_info", "build dependencies", "metadata-generation-failed")
"""What pip says while it builds: there the build environment lacks it."""
_NOTEBOOK = ("ipython-input", ".ipynb", "Cell In[", "----> 1 import", "jupyter")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the module's name, by who asks for it, and by what is listed as installed."""
    if is_said_better(seen, tables):
        return
    module = seen.groups["module"].rstrip(".")
    top, _dot, part = module.partition(".")
    distribution = tables.known_errors.distribution(top)
    params = {"module": module, "top": top, "package": distribution or top}
    if seen.groups["plain"]:
        yield _hidden(seen, params)
    elif part:
        yield from _part(seen, account, params, known=bool(distribution))
    elif distribution or is_installed("".join(files(account, seen.line)[-1:])):
        yield from _absent(seen, account, params)
    elif top in _OWN:
        yield _own(seen, params)
    else:
        yield seen.suspect(
            confidence=LOW,
            params=params,
            goals=(),
            ask=_("whether {module} is a file or folder of the project itself"),
        )


def _absent(seen: Sighting, account: Account, params: "dict[str, str]") -> Iterator[Suspect]:
    """A distribution is not in the environment that ran this; it may be in another one."""
    package = params["package"]
    name, version = installed(account, package.lower(), package.lower().replace("_", "-"))
    elsewhere = _elsewhere(account, package)
    script, started = console_script(account)
    if script and not (name or elsewhere):
        yield from _of_script(
            seen, {**params, "script": script, "started": started}, speaks_of_environment(account)
        )
        return
    if name or elsewhere:
        shown = (Evidence(package, version, ""),) if version else ()
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_("{package} is installed, though not in the environment that ran this"),
            params=params,
            evidence=shown,
            goals=(
                Manual(
                    _(
                        "run it with the python of the environment that holds {package} (`python -m pip show {package}` with the same python; in a notebook choose that kernel)"
                    )
                ),
            ),
        )
    listed = account.first(LISTED) is not None and not name
    doubted = name or elsewhere or account.has(*_BUILDING)
    yield seen.suspect(
        confidence=LOW if doubted else HIGH if listed else MEDIUM,
        params=params,
        goals=(Constrain(package, ""),),
        ask="" if listed else _("what `python -m pip show {package}` prints with the same python"),
    )


def _of_script(seen: Sighting, params: "dict[str, str]", told: bool) -> Iterator[Suspect]:
    """A console script started it, which may belong to another environment: `told` if there is one."""
    other = other_python(seen, params, MEDIUM if told else LOW)
    missing = seen.suspect(
        confidence=LOW if told else MEDIUM,
        params=params,
        goals=(Constrain(params["package"], ""),),
        ask=_("what `python -m pip show {package}` prints with the same python"),
    )
    yield from (other, missing) if told else (missing, other)


def _elsewhere(account: Account, package: str) -> bool:
    """Whether the text shows it installed for another Python, or a notebook asks for torch."""
    if account.has(
        f"Requirement already satisfied: {package}", f"Successfully installed {package}"
    ):
        return True
    if any(re.match(r"sudo\s+python", claim.value) for claim in account.of(COMMAND)):
        return True
    return package in ("torch", "torchvision") and account.has(*_NOTEBOOK)


def _part(
    seen: Sighting, account: Account, params: "dict[str, str]", *, known: bool
) -> Iterator[Suspect]:
    """A part of a package: the package is there, and that part is not."""
    asking = "".join(files(account, seen.line)[-1:])
    inside = f"/{params['top']}/" in asking.replace("\\", "/")
    if inside and not is_installed(asking):
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=LOW,
            why=_(
                "{top} is imported from a source folder in which {module} was not built or is not there, in place of an installed one"
            ),
            params=params,
            goals=(Manual(_("leave that folder, or install it with `pip install -e .`")),),
        )
    elif inside:
        yield seen.suspect(
            cause="package_damaged",
            confidence=MEDIUM,
            why=_("{top} does not find its own part {module}: its installation is not whole"),
            params=params,
            goals=(Reinstall(params["package"]),),
        )
    elif known:
        yield seen.suspect(
            cause="dependency_too_new",
            confidence=LOW,
            why=_(
                "{top} is there and has no {module}: it is of another release than the code that imports it, most often a newer one"
            ),
            params=params,
            goals=(),
            ask=_("the version of {package}, and the one that the code was written for"),
        )
    else:
        yield _own(seen, params)


def _own(seen: Sighting, params: "dict[str, str]") -> Suspect:
    return seen.suspect(
        cause="wrong_environment_active",
        confidence=LOW,
        why=_(
            "{module} looks like a folder of the project itself, which is not on the search path of imports"
        ),
        params=params,
        goals=(
            Manual(
                _(
                    "run it from the project's root, with PYTHONPATH set to it, or install the project"
                )
            ),
        ),
        ask=_("whether the project has a file or folder {top}"),
    )


def _hidden(seen: Sighting, params: "dict[str, str]") -> Suspect:
    return seen.suspect(
        cause="module_shadowed",
        confidence=HIGH if params["package"] != params["top"] else MEDIUM,
        why=_("a file {top}.py is imported in place of the package {top}"),
        params=params,
        goals=(Manual(_("rename that file and delete the folder __pycache__ beside it")),),
        ask=_("what `python -c 'import {top}; print({top}.__file__)'` prints in the same folder"),
    )
