"""Where a conda environment that is known by its name may lie."""

from __future__ import annotations

from envdoctor.facts.folders import Folders, base, entries, parent, tidy
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Mapping

_USUAL_ROOTS = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", ".conda")


def prefixes(folders: Folders, environ: Mapping[str, str], name: str) -> Iterator[str]:
    """Folders that hold the conda environment of this name, the likeliest first."""
    roots = _roots(environ)
    if name in ("base", "root"):
        for root in roots:
            if "conda-meta" in folders.names(root):
                yield root
    listed = environ.get("CONDA_ENVS_PATH", "") or environ.get("CONDA_ENVS_DIRS", "")
    for place in (*entries(listed), *(f"{root}/envs" for root in roots)):
        if name in folders.names(place):
            yield f"{place}/{name}"
    yield from _registered(folders, environ, name)


def _roots(environ: Mapping[str, str]) -> List[str]:
    """Installations of conda, mamba or micromamba that the environment variables or habits name."""
    found = []
    executable = environ.get("CONDA_EXE", "")
    if executable:
        found.append(parent(parent(tidy(executable))))
    for variable in ("MAMBA_ROOT_PREFIX", "CONDA_ROOT", "CONDA_PREFIX"):
        prefix = tidy(environ.get(variable, "") or "/")
        if prefix != "/":
            found.append(parent(parent(prefix)) if base(parent(prefix)) == "envs" else prefix)
    home = tidy(environ.get("HOME", "") or environ.get("USERPROFILE", "") or "/")
    if home != "/":
        found.extend(f"{home}/{name}" for name in _USUAL_ROOTS)
    found.append("/opt/conda")
    return list(dict.fromkeys(found))


def _registered(folders: Folders, environ: Mapping[str, str], name: str) -> Iterator[str]:
    """Environments of this name in the list that conda keeps for each user."""
    home = environ.get("HOME", "") or environ.get("USERPROFILE", "")
    try:
        text = folders.root.read_text(f"{tidy(home)}/.conda/environments.txt")
    except (OSError, ValueError):
        return
    for line in text.splitlines():
        if line.strip() and base(tidy(line.strip())) == name:
            yield tidy(line.strip())
