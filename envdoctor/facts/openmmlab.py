"""The Python packages of the stack, as the files that an import would run tell them."""

from __future__ import annotations

from envdoctor.facts.assignments import assignments
from envdoctor.facts.distributions import Metadata
from envdoctor.facts.folders import Folders
from envdoctor.facts.modules import Module, ModulePath
from envdoctor.model.environment import Mmcv, Package
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Optional, Sequence, Tuple

_VERSION_LIMIT_BYTES = 256 * 1024


class Known(NamedTuple):
    """A package by what is imported, who may bring it and where it writes its version."""

    module: str
    distributions: Tuple[str, ...]
    version_files: Tuple[str, ...] = ("version.py",)
    version_names: Tuple[str, ...] = ("version", "__version__")


TORCHVISION = Known("torchvision", ("torchvision",))
MMENGINE = Known("mmengine", ("mmengine", "mmengine-lite"))
MMCV = Known("mmcv", ("mmcv", "mmcv-full", "mmcv-lite"))
MMDET = Known("mmdet", ("mmdet",))
MMPOSE = Known("mmpose", ("mmpose",))
MMACTION2 = Known("mmaction", ("mmaction2",))
NUMPY = Known("numpy", ("numpy",), ("version.py", "_version.py"))
OPENCV = Known(
    "cv2",
    (
        "opencv-python",
        "opencv-contrib-python",
        "opencv-python-headless",
        "opencv-contrib-python-headless",
        "opencv-python-rolling",
        "py-opencv",
        "opencv",
    ),
    ("version.py",),
    ("opencv_version",),
)


class PackageReader:
    """Reads packages of one environment."""

    __slots__ = ("_folders", "_installed", "_modules", "_probed")

    def __init__(
        self,
        folders: Folders,
        modules: ModulePath,
        installed: Sequence[Metadata],
        probed_modules: Mapping[str, Tuple[str, ...]],
    ) -> None:
        self._folders = folders
        self._modules = modules
        self._installed = installed
        self._probed = probed_modules

    def read(self, known: Known) -> Read[Package]:
        """The package that an import takes; unreadable when only its metadata is left.

        `missing` names those of the probed modules that the environment's files do not hold,
        be they parts of this package or other packages that it imports.
        """
        module = self._modules.find(known.module)
        named = [item for item in self._installed if item.distribution.name in known.distributions]
        if module is None or not module.is_package:
            if named:
                return Read.unreadable(named[0].path, "its metadata is there, its module is not")
            return self._modules.absent(known.module)
        version, source = self._version(known, module)
        owner = self._owner(known, module, named, version)
        if owner is not None and not version:
            version, source = owner.distribution.version, owner.path
        if not version:
            return Read.unreadable(module.path, "none of its files tells its version")
        return Read.of(self._package(known, module, owner, version), source)

    def read_mmcv(self) -> Read[Mmcv]:
        """Read mmcv and the file of its compiled ops, if there is one."""
        package = self.read(MMCV)
        if package.value is None:
            return Read(package.state, None, package.source, package.reason)
        path = package.value.path
        return Read.of(Mmcv(package.value, _ops(self._folders, path)), package.source)

    def _package(
        self, known: Known, module: Module, owner: Optional[Metadata], version: str
    ) -> Package:
        editable = owner is not None and owner.distribution.editable
        probed = self._probed.get(known.module, ())
        return Package(
            module=known.module,
            distribution=owner.distribution.name if owner else "",
            version=version,
            path=module.path,
            editable=module.by_finder or editable,
            missing=tuple(name for name in probed if not self._modules.has(name)),
        )

    def _version(self, known: Known, module: Module) -> Tuple[str, str]:
        """What the package's own file says; ("", "") when it computes its version elsewhere."""
        for name in known.version_files:
            path = f"{module.path}/{name}"
            if name not in self._folders.names(module.path):
                continue
            try:
                text = self._folders.root.read_text(path, _VERSION_LIMIT_BYTES)
            except OSError:
                continue
            fields = assignments(text, known.version_names)
            version = next((fields[key] for key in known.version_names if fields.get(key)), None)
            # NumPy 1.22 to 1.25 keep theirs in a JSON text of _version.py.
            version = version or text.partition('"version": "')[2].partition('"')[0]
            if version:
                return version, path
        return "", ""

    def _owner(
        self, known: Known, module: Module, named: Sequence[Metadata], version: str
    ) -> Optional[Metadata]:
        """The distribution that wrote the module; of several the one whose traits it shows."""
        here = [
            item
            for item in named
            if item.distribution.location == module.location or item.distribution.editable
        ] or [item for item in named if item.distribution.installer == "conda"]
        if not here:
            return None
        wanted = _traits(self._folders, known, module) if here[1:] else ""
        return max(
            here,
            key=lambda item: (
                item.distribution.version == version,
                item.distribution.name == wanted,
                -known.distributions.index(item.distribution.name),
            ),
        )


def _traits(folders: Folders, known: Known, module: Module) -> str:
    """The distribution that builds a module looking like this one."""
    if known is MMCV:
        return "mmcv" if _ops(folders, module.path) else "mmcv-lite"
    if known is not OPENCV:
        return ""
    try:
        text = folders.root.read_text(f"{module.path}/version.py", _VERSION_LIMIT_BYTES)
    except OSError:
        return ""
    contrib = "-contrib" if "\ncontrib = True" in text else ""
    headless = "-headless" if "\nheadless = True" in text else ""
    return f"opencv{contrib}-python{headless}"


def _ops(folders: Folders, path: str) -> Optional[str]:
    """Find mmcv/_ext.cpython-311-x86_64-linux-gnu.so or _ext.pyd."""
    for name in sorted(folders.names(path)):
        if name.startswith("_ext.") and name.endswith((".so", ".pyd")):
            return f"{path}/{name}"
    return None
