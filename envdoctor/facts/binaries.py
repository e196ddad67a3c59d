"""What the environment's compiled files ask of the system's libraries, and where the loader finds those."""

from __future__ import annotations

from envdoctor.facts.elf import Elf
from envdoctor.facts.environment import EnvironmentFacts
from envdoctor.facts.folders import Folders, base, parent
from envdoctor.facts.loader import LIBRARY_PATH, Loader, file_version, library_path
from envdoctor.facts.root import Root
from envdoctor.model.environment import Torch
from envdoctor.model.machine import Binary, SharedLibrary
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

_LINUX = "linux"
_PACKAGES = "torch, mmcv, cv2, decord, av"
_NONE = "none of them is here with a compiled file"
_TORCH_FILES = (
    "libtorch_global_deps.so",
    "libc10.so",
    "libtorch_cpu.so",
    "libtorch_cuda.so",
    "libtorch_python.so",
)
"""In the order in which an import of torch has them loaded."""
_CUDA_STARTS = ("libcu", "libnccl", "libnv")
_TORCH_STARTS = (*_CUDA_STARTS, "libtorch", "libc10")
_DRIVER_STARTS = ("libcuda.so", "libnvidia-", "libnvcuvid", "libnvoptix")
"""What comes with the driver, not with torch."""
_MOST_PARTS = 2
_BUNDLES = ".libs"
_LEFT_TO_SYSTEM = (
    "libX11.so.6",
    "libXext.so.6",
    "libXrender.so.1",
    "libICE.so.6",
    "libSM.so.6",
    "libGL.so.1",
    "libgobject-2.0.so.0",
    "libgthread-2.0.so.0",
    "libglib-2.0.so.0",
    "libxcb.so.1",
    "libz.so.1",
    "libexpat.so.1",
    "libstdc++.so.6",
    "libgcc_s.so.1",
)
"""All that the libraries in a wheel's folder of bundled ones may ask of the system (the manylinux
policies of auditwheel, and libxcb, which opencv-python leaves out): where all are there, what is
bundled need not be opened."""


class LibraryFacts(NamedTuple):
    """The part of `Facts` that is about libraries, under the same names."""

    binaries: Read[Tuple[Binary, ...]]
    libstdcxx: Read[SharedLibrary]
    cuda_libraries: Read[Tuple[SharedLibrary, ...]]
    library_path: Read[Tuple[SharedLibrary, ...]]


def read_libraries(
    root: Root, environment: EnvironmentFacts, environ: Mapping[str, str], system: str
) -> LibraryFacts:
    """Reads headers and folders alone; *absent* off Linux, where the loader works otherwise."""
    python = environment.interpreter.value
    if system != _LINUX:
        return nothing(Read.absent("", f"{system} has another loader"))
    if python is None:
        return nothing(Read.unknown("no interpreter", environment.interpreter.source))
    folders = Folders(root)
    loader = Loader(folders, environ, python.executable)
    if not loader.machine:
        return nothing(Read.unknown("the interpreter is no file of Linux", python.executable))
    nvidia = tuple(_nvidia_folders(folders, python.site_packages))
    files = tuple(_files(folders, environment, python.site_packages))
    binaries = tuple(_binaries(loader, files, nvidia))
    shipped = _shipped(folders, environment.torch.value, nvidia, python.prefix)
    return LibraryFacts(
        binaries=Read.of(binaries, "ELF headers") if files else Read.absent(_PACKAGES, _NONE),
        libstdcxx=_libstdcxx(loader, folders),
        cuda_libraries=Read.of(shipped, "torch/lib, nvidia/*/lib"),
        library_path=_shadowing(folders, loader, environ, shipped),
    )


def nothing(why: "Read[Any]") -> LibraryFacts:
    """The same reason for all of them."""
    return LibraryFacts(why, why, why, why)


def _nvidia_folders(folders: Folders, site_packages: Tuple[str, ...]) -> Iterator[str]:
    """Where NVIDIA's own wheels put their libraries; torch loads them from there beforehand."""
    for site in site_packages:
        if "nvidia" in folders.names(site):
            for name in sorted(folders.names(f"{site}/nvidia")):
                if folders.names(f"{site}/nvidia/{name}/lib"):
                    yield f"{site}/nvidia/{name}/lib"
        if "cusparselt" in folders.names(site):
            yield f"{site}/cusparselt/lib"


def _files(
    folders: Folders, environment: EnvironmentFacts, site_packages: Tuple[str, ...]
) -> Iterator[Tuple[str, str]]:
    """(package, compiled file) that an import of the package has loaded."""
    torch, mmcv = environment.torch.value, environment.mmcv.value
    if torch is not None:
        names = folders.names(f"{torch.path}/lib")
        yield from (("torch", f"{torch.path}/lib/{name}") for name in _TORCH_FILES if name in names)
    if mmcv is not None and mmcv.ops:
        yield "mmcv", mmcv.ops
    if environment.opencv.value is not None:
        yield from _module(folders, "cv2", environment.opencv.value.path, "cv2.")
    for package, start in (("decord", "libdecord."), ("av", "_core.")):
        for site in site_packages:
            if package in folders.names(site):
                yield from _module(folders, package, f"{site}/{package}", start)
                break


def _module(folders: Folders, package: str, path: str, start: str) -> Iterator[Tuple[str, str]]:
    for name in sorted(folders.names(path)):
        if name.startswith(start) and name.endswith(".so"):
            yield package, f"{path}/{name}"
            return


def _binaries(
    loader: Loader, files: Tuple[Tuple[str, str], ...], nvidia: Tuple[str, ...]
) -> Iterator[Binary]:
    unread: Optional[str] = None
    for package, path in files:
        elf = loader.open(path)
        if elf is None:
            continue
        missing: Tuple[str, ...] = ()
        if package == "torch":
            missing = loader.load(path, elf, nvidia)
        elif package != "mmcv":
            # mmcv's ops find torch's libraries in the process: what they lack is told elsewhere.
            if unread is None:
                unread = _BUNDLES if all(map(loader.system_has, _LEFT_TO_SYSTEM)) else ""
            missing = loader.load(path, elf, (), unread)
        needs = tuple(name for name in missing if not name.startswith(_DRIVER_STARTS))
        yield Binary(package, path, newest(elf, "GLIBC_"), newest(elf, "GLIBCXX_"), needs)


def newest(elf: Elf, start: str) -> str:
    """The highest version of such symbols that a file was linked against; "" for none."""
    versions = [n.version[len(start) :] for n in elf.needs if n.version.startswith(start)]
    numbered = [v for v in versions if all(part.isdigit() for part in v.split("."))]
    return max(numbered, key=lambda v: tuple(map(int, v.split("."))), default="")


def _libstdcxx(loader: Loader, folders: Folders) -> Read[SharedLibrary]:
    name = "libstdc++.so.6"
    found = loader.find(name)
    if found is None:
        return Read.absent("RPATH, LD_LIBRARY_PATH, ld.so.cache", f"no {name}")
    version = file_version(folders, found.path) or _written_version(folders, found.path)
    return Read.of(SharedLibrary(name, found.path, version), found.by)


def _written_version(folders: Folders, path: str) -> str:
    """For a file whose name bears no version: from the newest version of symbols that it names."""
    try:
        content = folders.root.read_bytes(path, 64 * 1024 * 1024)
    except OSError:
        return ""
    defined = [n for n in range(64) if b"GLIBCXX_3.4.%d\0" % n in content]
    return f"6.0.{defined[-1]}" if defined else ""


def _shipped(
    folders: Folders, torch: Optional[Torch], nvidia: Tuple[str, ...], prefix: str
) -> Tuple[SharedLibrary, ...]:
    """Libraries of torch and CUDA that come with it, each name once."""
    if torch is None:
        return ()
    places = [(f"{torch.path}/lib", _TORCH_STARTS), *((place, _CUDA_STARTS) for place in nvidia)]
    if torch.package == "conda" and torch.cuda:
        places.append((f"{prefix}/lib", _CUDA_STARTS))
    found: Dict[str, SharedLibrary] = {}
    for folder, starts in places:
        for name in sorted(folders.names(folder)):
            if name.startswith(starts) and _is_asked_for(name) and name not in found:
                path = f"{folder}/{name}"
                found[name] = SharedLibrary(name, path, file_version(folders, path))
    return tuple(found.values())


def _is_asked_for(name: str) -> bool:
    """Not the longer name of the file behind a link: "libcudart.so.12", "libcudart.so.11.0"."""
    _, mark, version = name.partition(".so")
    return bool(mark) and version.count(".") <= _MOST_PARTS and not version.strip(".0123456789")


def _shadowing(
    folders: Folders,
    loader: Loader,
    environ: Mapping[str, str],
    shipped: Tuple[SharedLibrary, ...],
) -> Read[Tuple[SharedLibrary, ...]]:
    places = library_path(environ)
    if not places:
        return Read.absent(LIBRARY_PATH, "it names no folder")
    own = {_real(folders, parent(library.path)) for library in shipped}
    found: List[SharedLibrary] = []
    for library in shipped:
        for place in places:
            if library.name in folders.names(place) and _real(folders, place) not in own:
                path = f"{place}/{library.name}"
                loaded = loader.loaded.get(library.name)
                taken = None if loaded is None else loaded.path == path
                version = file_version(folders, path)
                found.append(SharedLibrary(base(path), path, version, taken))
                break
    return Read.of(tuple(found), LIBRARY_PATH)


def _real(folders: Folders, path: str) -> str:
    try:
        return folders.root.resolve(path)
    except OSError:
        return path
