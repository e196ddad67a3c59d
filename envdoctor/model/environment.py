"""Records of one Python environment: interpreter, distributions, the packages of the stack.

Versions stay the strings that were read.
"""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple


class Interpreter(NamedTuple):
    """The inspected Python and its kind of environment."""

    executable: str
    version: str
    implementation: str
    """"cpython", "pypy" ..."""
    prefix: str
    base_prefix: str
    kind: str
    """"venv", "uv", "virtualenv", "conda", "conda-base" or "system"."""
    environment: str
    """The environment's own name where it has one (conda), else ""."""
    site_packages: Tuple[str, ...]
    externally_managed: bool
    """Whether PEP 668 forbids pip to install here."""
    chosen_by: str
    """Why this interpreter: "--python", "--env", "VIRTUAL_ENV", "CONDA_PREFIX", "own", "PATH"."""
    present: bool = True
    """Whether its file is there: the link of a virtual environment may lead nowhere."""


class Distribution(NamedTuple):
    """One installed distribution, as its metadata folder names it."""

    name: str
    """Normalised (PEP 503): "opencv-python"."""
    version: str
    location: str
    """The folder on sys.path that holds it; "" of one that a text lists."""
    installer: str
    """"pip", "uv", "conda" ...; "" when nothing says so or when it was not read."""
    editable: bool


class SharedModule(NamedTuple):
    """A top-level module whose files are claimed by more than one distribution."""

    module: str
    owners: Tuple[str, ...]
    """Normalised names of distributions that list the same files, sorted."""
    files: int
    """How many files more than one of them lists."""


class Requirement(NamedTuple):
    """A declared requirement of an installed package that applies to this interpreter."""

    required_by: str
    name: str
    specifier: str


class BrokenPin(NamedTuple):
    """A declared requirement of one exact version, of which another version is installed."""

    required_by: str
    name: str
    version: str
    """The one that is declared."""
    installed: str


class ModuleCopy(NamedTuple):
    """One place that holds a module of the stack."""

    module: str
    """What is imported: "mmaction"."""
    path: str
    place: str
    """"working folder", "PYTHONPATH", "user site", "environment" (its own folders and those of its
    base), or "other" (where an editable install or a .pth file leads)."""


class Damage(NamedTuple):
    """What an install or a removal left unfinished."""

    kind: str
    """"leftover": a folder that pip had put aside ("~orch"); "no module": metadata whose module is not
    there; "hollow": a package's folder without its `__init__.py`."""
    name: str
    """The distribution, of a hollow folder the module, of a leftover its name as it lies there."""
    path: str


class PathPython(NamedTuple):
    """The Python that a bare `python3` starts: the first real one on PATH."""

    executable: str
    prefix: str
    is_target: bool
    """Whether it belongs to the inspected environment."""


class Torch(NamedTuple):
    """torch, as its own files tell."""

    version: str
    """With the local part: "2.1.2+cu121"."""
    cuda: Optional[str]
    """The CUDA it was built with ("12.1"); None for a build without CUDA."""
    hip: Optional[str]
    """The ROCm it was built with."""
    variant: str
    """"cu121", "cpu", "rocm5.7", "xpu", "mps" ..., "" when the files do not tell."""
    package: str
    """"wheel" or "conda"."""
    path: str


class Package(NamedTuple):
    """A Python package of the stack, as the files that an import would run tell it."""

    module: str
    """What is imported: "mmcv"."""
    distribution: str
    """Which distribution brought it: "mmcv-lite"; "" for a bare folder on the path."""
    version: str
    """From the package's own version file, else from the distribution."""
    path: str
    editable: bool
    missing: Tuple[str, ...]
    """Modules this release imports and does not hold (of those that the tables name)."""


class Mmcv(NamedTuple):
    """mmcv, with or without its compiled ops."""

    package: Package
    ops: Optional[str]
    """The file that holds the compiled ops, None when there is none; "" where a text names an mmcv that
    holds ops by its name, and nobody has seen the file."""


class Decoder(NamedTuple):
    """A library that reads video."""

    name: str
    """"av", "decord", "opencv" or "torchcodec"."""
    distribution: str
    version: str
