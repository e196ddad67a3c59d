"""What interrupted installs and removals leave behind, by names alone."""

from __future__ import annotations

from envdoctor.facts.distributions import Metadata
from envdoctor.facts.folders import Folders
from envdoctor.facts.modules import ModulePath
from envdoctor.model.environment import Damage
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence, Tuple

LEFTOVER = "leftover"
NO_MODULE = "no module"
HOLLOW = "hollow"

_MODULES = {
    "torch": ("torch", "pytorch"),
    "torchvision": ("torchvision",),
    "torchaudio": ("torchaudio",),
    "numpy": ("numpy",),
    "cv2": (
        "opencv-python",
        "opencv-contrib-python",
        "opencv-python-headless",
        "opencv-contrib-python-headless",
    ),
    "mmengine": ("mmengine", "mmengine-lite"),
    "mmcv": ("mmcv", "mmcv-full", "mmcv-lite"),
    "mmdet": ("mmdet",),
    "mmpose": ("mmpose",),
    "mmaction": ("mmaction2",),
    "decord": ("decord", "eva-decord"),
    "av": ("av",),
}


def read_damages(
    folders: Folders,
    modules: ModulePath,
    found: Sequence[Metadata],
    site_packages: Sequence[str],
) -> Read[Tuple[Damage, ...]]:
    """All of it, as far as listings tell."""
    damages = (*_leftovers(folders, site_packages), *_modules(folders, modules, found))
    return Read.of(tuple(damages), ", ".join(site_packages))


def _leftovers(folders: Folders, site_packages: Sequence[str]) -> Iterator[Damage]:
    """What pip renames before it replaces a package, and removes when all went well."""
    for location in site_packages:
        for name in sorted(folders.names(location)):
            if name.startswith("~"):
                yield Damage(LEFTOVER, name, f"{location}/{name}")


def _modules(folders: Folders, modules: ModulePath, found: Sequence[Metadata]) -> Iterator[Damage]:
    for name, distributions in _MODULES.items():
        module = modules.find(name)
        if module is None:
            for entry in found:
                if entry.distribution.name in distributions and not entry.distribution.editable:
                    yield Damage(NO_MODULE, entry.distribution.name, entry.path)
        elif module.is_package and "__init__.py" not in folders.names(module.path):
            is_installed = module.location.endswith(("/site-packages", "/dist-packages"))
            if is_installed and not _has_compiled_init(folders, module.path):
                yield Damage(HOLLOW, name, module.path)


def _has_compiled_init(folders: Folders, path: str) -> bool:
    return any(name.startswith("__init__.") for name in folders.names(path))
