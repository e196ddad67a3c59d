"""torch as its own files tell it: version, CUDA, ROCm and the variant of the build."""

from __future__ import annotations

from envdoctor.facts.assignments import assignments
from envdoctor.facts.distributions import Metadata
from envdoctor.facts.folders import Folders
from envdoctor.facts.modules import Module, ModulePath
from envdoctor.model.environment import Torch
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Optional, Sequence, Tuple

_FIELDS = ("__version__", "cuda", "hip", "rocm", "xpu")


def read_torch(folders: Folders, modules: ModulePath, installed: Sequence[Metadata]) -> Read[Torch]:
    """The torch that an import takes; unreadable when its files contradict that it is there."""
    named = [entry for entry in installed if entry.distribution.name in ("torch", "pytorch")]
    module = modules.find("torch")
    if module is None or not module.is_package:
        if named:
            return Read.unreadable(named[0].path, "its metadata is there, its module is not")
        return modules.absent("torch")
    path = f"{module.path}/version.py"
    try:
        fields = assignments(folders.root.read_text(path, 64 * 1024), _FIELDS)
    except OSError as error:
        return Read.unreadable(path, str(error))
    own = _own(named, module)
    version = fields.get("__version__") or (own.distribution.version if own else "")
    if not version:
        return Read.unreadable(path, "it assigns no __version__")
    is_conda = own is not None and own.distribution.installer == "conda"
    is_conda = is_conda or _is_conda(named, own)
    found = Torch(
        version=version,
        cuda=fields.get("cuda"),
        hip=fields.get("hip"),
        variant=_variant(folders, module, own, version, fields),
        package="conda" if is_conda else "wheel",
        path=module.path,
    )
    return Read.of(found, path)


def _own(named: Sequence[Metadata], module: Module) -> Optional[Metadata]:
    """The metadata that lies beside the module."""
    for entry in named:
        if entry.distribution.location == module.location:
            return entry
    return None


def _is_conda(named: Sequence[Metadata], own: Optional[Metadata]) -> bool:
    """Whether conda's record of pytorch speaks of the very release that lies in site-packages."""
    releases = {
        entry.distribution.version
        for entry in named
        if entry.distribution.installer == "conda" and entry is not own
    }
    if own is None:
        return bool(releases)
    return not own.distribution.installer and own.distribution.version.partition("+")[0] in releases


def _variant(
    folders: Folders,
    module: Module,
    own: Optional[Metadata],
    version: str,
    fields: Dict[str, Optional[str]],
) -> str:
    """Tell "cu121", "cpu", "rocm5.7", "xpu", "mps"; "" when the files do not tell."""
    local = version.partition("+")[2].partition(".with.")[0]
    if local in ("cpu", "xpu") or _is_numbered(local, "cu") or _is_numbered(local, "rocm"):
        return local
    cuda, hip = fields.get("cuda"), fields.get("hip") or fields.get("rocm")
    if cuda:
        major, minor = (*cuda.split("."), "0")[:2]
        return f"cu{major}{minor}"
    if hip:
        return "rocm" + ".".join(hip.split(".")[:2])
    return _without_fields(folders, module, own, fields, bool(local))


def _without_fields(
    folders: Folders,
    module: Module,
    own: Optional[Metadata],
    fields: Dict[str, Optional[str]],
    has_foreign_label: bool,
) -> str:
    """For a build that names neither CUDA nor ROCm, its libraries tell what it is."""
    libraries = folders.names(f"{module.path}/lib")
    if fields.get("xpu") or any(
        name.startswith(("libtorch_xpu", "torch_xpu")) for name in libraries
    ):
        return "xpu"
    if "libtorch_cpu.dylib" in libraries:
        return _on_macos(folders, own)
    # Vendors' own builds (Ascend, MetaX ...) say no more than a label that is nobody else's.
    is_told = "cuda" in fields and not has_foreign_label
    return "cpu" if is_told else ""


def _on_macos(folders: Folders, own: Optional[Metadata]) -> str:
    """Wheels for Apple's processors hold the Metal back end since 1.12; others are CPU builds."""
    try:
        text = folders.root.read_text(f"{own.path}/WHEEL", 64 * 1024) if own else ""
    except OSError:
        text = ""
    if "_arm64" in text:
        release = _release(own.distribution.version if own else "")
        return "mps" if release >= (1, 12) else "cpu"
    return "cpu" if "_x86_64" in text else ""


def _release(version: str) -> Tuple[int, ...]:
    parts = version.partition("+")[0].split(".")[:2]
    return tuple(int(part[:9]) for part in parts if part.isdecimal())


def _is_numbered(local: str, stem: str) -> bool:
    return local.startswith(stem) and local[len(stem) :].replace(".", "").isdigit()
