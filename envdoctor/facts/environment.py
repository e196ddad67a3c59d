"""All that the files of one Python environment tell; nothing of it is imported or started."""

from __future__ import annotations

from envdoctor.facts.copies import read_copies
from envdoctor.facts.damage import read_damages
from envdoctor.facts.decoders import read_decoders
from envdoctor.facts.distributions import installed, read_distributions
from envdoctor.facts.extensions import Telltales, no_telltales, read_extensions
from envdoctor.facts.folders import Folders
from envdoctor.facts.interpreter import read_interpreter
from envdoctor.facts.modules import ModulePath
from envdoctor.facts.openmmlab import (
    MMACTION2,
    MMDET,
    MMENGINE,
    MMPOSE,
    NUMPY,
    OPENCV,
    TORCHVISION,
    PackageReader,
)
from envdoctor.facts.ownership import read_shared_modules
from envdoctor.facts.requirements import read_requirements
from envdoctor.facts.root import Root
from envdoctor.facts.target import Target, first_on_path
from envdoctor.facts.torch import read_torch
from envdoctor.model.environment import (
    BrokenPin,
    Damage,
    Decoder,
    Distribution,
    Interpreter,
    Mmcv,
    ModuleCopy,
    Package,
    PathPython,
    Requirement,
    SharedModule,
    Torch,
)
from envdoctor.model.extension import Extension
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Callable, Mapping, Optional, Tuple, TypeVar

    T = TypeVar("T")


class EnvironmentFacts(NamedTuple):
    """The target's half of `Facts`, under the same names."""

    interpreter: Read[Interpreter]
    distributions: Read[Tuple[Distribution, ...]]
    shared_modules: Read[Tuple[SharedModule, ...]]
    unmet: Read[Tuple[Requirement, ...]]
    torch: Read[Torch]
    torchvision: Read[Package]
    mmengine: Read[Package]
    mmcv: Read[Mmcv]
    mmdet: Read[Package]
    mmpose: Read[Package]
    mmaction2: Read[Package]
    numpy: Read[Package]
    opencv: Read[Package]
    decoders: Read[Tuple[Decoder, ...]]
    broken_pins: Read[Tuple[BrokenPin, ...]]
    copies: Read[Tuple[ModuleCopy, ...]]
    damages: Read[Tuple[Damage, ...]]
    path_python: Read[PathPython]
    extensions: Read[Tuple[Extension, ...]]


def read_environment(
    root: Root,
    target: Target,
    environ: Mapping[str, str],
    probed_modules: Mapping[str, Tuple[str, ...]],
    working_folder: str = "",
    telltales: Callable[[], Telltales] = no_telltales,
) -> EnvironmentFacts:
    """Reads the target's files; what cannot be read is said in its `Read`, nothing is raised.

    `probed_modules` names, for an imported package ("mmaction"), modules that must be in the
    environment's files; those that are not come back as `Package.missing`. `working_folder` is where
    its Python would be started; "" where that means nothing. `telltales` are symbols to look for in
    compiled extensions; they are asked for when there is one.
    """
    folders = Folders(root)
    interpreter = read_interpreter(folders, target, environ)
    python = interpreter.value
    if python is None:
        return _unknown(interpreter)
    path = python.site_packages
    found = installed(folders, path, python.prefix)
    modules = ModulePath(folders, path)
    packages = PackageReader(folders, modules, found, probed_modules)
    opencv = packages.read(OPENCV)
    torch = read_torch(folders, modules, found)
    torchvision, mmcv = packages.read(TORCHVISION), packages.read_mmcv()
    distributions = read_distributions(folders, found, path, python.prefix)
    requirements = read_requirements(folders, found, python)
    return EnvironmentFacts(
        interpreter=interpreter,
        distributions=distributions,
        shared_modules=_if_all(distributions) or read_shared_modules(folders, found),
        unmet=_if_all(distributions) or requirements.unmet,
        torch=torch,
        torchvision=torchvision,
        mmengine=packages.read(MMENGINE),
        mmcv=mmcv,
        mmdet=packages.read(MMDET),
        mmpose=packages.read(MMPOSE),
        mmaction2=packages.read(MMACTION2),
        numpy=packages.read(NUMPY),
        opencv=opencv,
        decoders=_if_all(distributions) or read_decoders(modules, found, opencv, path),
        broken_pins=_if_all(distributions) or requirements.broken_pins,
        copies=_if_all(distributions)
        or read_copies(folders, modules, python, environ, working_folder),
        damages=_if_all(distributions) or read_damages(folders, modules, found, path),
        path_python=first_on_path(root, environ, target, working_folder),
        extensions=read_extensions(folders, mmcv, torchvision, torch, telltales),
    )


def _if_all(distributions: Read[Tuple[Distribution, ...]]) -> Optional[Read[T]]:
    """The reason why nothing can be said of all packages, when some could not be looked at."""
    if distributions.value is not None:
        return None
    return Read.unreadable(distributions.source, distributions.reason)


def _unknown(interpreter: Read[Interpreter]) -> EnvironmentFacts:
    """Without an interpreter nobody knows where its packages are."""
    reason, source = f"no interpreter: {interpreter.reason}", interpreter.source
    return EnvironmentFacts(
        interpreter=interpreter,
        distributions=Read.unknown(reason, source),
        shared_modules=Read.unknown(reason, source),
        unmet=Read.unknown(reason, source),
        torch=Read.unknown(reason, source),
        torchvision=Read.unknown(reason, source),
        mmengine=Read.unknown(reason, source),
        mmcv=Read.unknown(reason, source),
        mmdet=Read.unknown(reason, source),
        mmpose=Read.unknown(reason, source),
        mmaction2=Read.unknown(reason, source),
        numpy=Read.unknown(reason, source),
        opencv=Read.unknown(reason, source),
        decoders=Read.unknown(reason, source),
        broken_pins=Read.unknown(reason, source),
        copies=Read.unknown(reason, source),
        damages=Read.unknown(reason, source),
        path_python=Read.unknown(reason, source),
        extensions=Read.unknown(reason, source),
    )
