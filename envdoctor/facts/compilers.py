"""Host compilers on PATH and in the environment, dated by their files; none is started."""

from __future__ import annotations

from envdoctor.facts.machine import MACOS, WINDOWS
from envdoctor.facts.programs import entries, find_all, path_folders, portable, resolved
from envdoctor.facts.root import Root
from envdoctor.model.machine import Compiler
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Mapping, Optional, Tuple

_VARIABLES = ("CC", "CXX", "CUDAHOSTCXX")
_NAMES = ("gcc", "g++", "clang", "clang++", "cc", "c++")
_CONDA_NAMES = ("gcc", "g++", "clang", "clang++")
_CONDA_TRIPLETS = (
    "x86_64-conda-linux-gnu",
    "aarch64-conda-linux-gnu",
    "powerpc64le-conda-linux-gnu",
)
# What stands before the compiler on PATH or in CC and only hands on to it.
_WRAPPERS = frozenset({"ccache", "sccache", "distcc", "icecc", "colorgcc"})
_VISUAL_STUDIO = "Microsoft Visual Studio"
_SEARCHED = "CC, CXX, CUDAHOSTCXX, PATH"


def read_compilers(
    root: Root, environ: Mapping[str, str], system: str, prefix: str = ""
) -> Read[Tuple[Compiler, ...]]:
    """The compilers that a build here would meet, those named by CC and CXX first.

    `prefix` is the inspected environment's folder ("" = the one of CONDA_PREFIX). A version is as
    precise as files tell it, often the major one alone; "" when they do not.
    """
    if system == WINDOWS:
        found = tuple(_visual_c(root, environ))
        return Read.of(found, "PATH") if found else Read.absent("PATH, VCToolsInstallDir")
    seen: Dict[str, Compiler] = {}
    for path in _programs(root, environ, system, prefix or environ.get("CONDA_PREFIX", "")):
        target = resolved(root, path, system)
        if _base(target) not in _WRAPPERS and target not in seen:
            version = _version(root, target)
            seen[target] = Compiler(_family(_base(target), system), path, version)
    if not seen:
        return Read.absent(_SEARCHED, "no compiler on PATH")
    return Read.of(tuple(seen.values()), _SEARCHED)


def _programs(root: Root, environ: Mapping[str, str], system: str, prefix: str) -> Iterator[str]:
    folders = path_folders(environ, system)
    for name in _VARIABLES:
        words = (word for word in environ.get(name, "").split() if _base(word) not in _WRAPPERS)
        wanted = next(words, "")
        if wanted.startswith("/"):
            if root.is_file(wanted):
                yield wanted
        elif wanted:
            yield from _first(root, folders, wanted, system)
    for name in _NAMES:
        yield from _first(root, folders, name, system)
    if prefix:
        names = entries(root, f"{prefix}/bin")
        for triplet in _CONDA_TRIPLETS:
            for name in _CONDA_NAMES:
                if f"{triplet}-{name}" in names:
                    yield f"{prefix}/bin/{triplet}-{name}"


def _first(root: Root, folders: Tuple[str, ...], name: str, system: str) -> Iterator[str]:
    for path in find_all(root, folders, name, system):
        if _base(resolved(root, path, system)) not in _WRAPPERS:
            yield path
            return


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _family(name: str, system: str) -> str:
    """Say "gcc", "g++" or "clang" for names like "x86_64-linux-gnu-g++-12"."""
    if "clang" in name or system == MACOS:
        return "clang"
    stem = _without_suffix(name).rpartition("-")[2]
    return {"cc": "gcc", "c++": "g++"}.get(stem, stem)


def _without_suffix(name: str) -> str:
    head, dash, tail = name.rpartition("-")
    return head if dash and tail.replace(".", "").isdigit() else name


def _version(root: Root, target: str) -> str:
    """From the folder of the compiler's own parts (lib/gcc/<machine>/<version>), or its name."""
    name = _base(target)
    stem = _without_suffix(name)
    hint = name[len(stem) + 1 :]
    prefix = target.rpartition("/")[0].rpartition("/")[0]
    if "clang" in name:
        places = [f"{prefix}/lib/clang", f"{prefix}/lib64/clang"]
    else:
        machine = stem.rpartition("-")[0]
        places = list(_gcc_folders(root, prefix, machine))
    versions = [v for place in places for v in entries(root, place) if v[:1].isdigit()]
    if hint:
        fitting = (v for v in versions if v == hint or v.startswith(f"{hint}."))
        return max(fitting, key=len, default=hint)
    if len(set(versions)) > 1:
        # Old folders stay behind with libraries alone: the compiler proper tells them apart.
        versions = [v for place in places for v in _with_compiler(root, place)]
    return versions[0] if len(set(versions)) == 1 else ""


def _gcc_folders(root: Root, prefix: str, machine: str) -> Iterator[str]:
    for library in ("lib/gcc", "lib64/gcc", "libexec/gcc"):
        for name in entries(root, f"{prefix}/{library}"):
            if not machine or name == machine:
                yield f"{prefix}/{library}/{name}"


def _with_compiler(root: Root, place: str) -> List[str]:
    return [
        version
        for version in entries(root, place)
        if root.is_file(f"{place}/{version}/cc1") or root.is_file(f"{place}/{version}/cc1plus")
    ]


def _visual_c(root: Root, environ: Mapping[str, str]) -> Iterator[Compiler]:
    """cl.exe of the developer prompt, else of every Visual Studio in its usual folder."""
    on_path = next(find_all(root, path_folders(environ, WINDOWS), "cl", WINDOWS), None)
    if on_path is not None:
        yield Compiler("cl", on_path, _visual_c_version(on_path))
        return
    chosen = portable(environ.get("VCToolsInstallDir", ""), WINDOWS).rstrip("/")
    for tools in [chosen] if chosen else _tool_folders(root, environ):
        path = f"{tools}/bin/Hostx64/x64/cl.exe"
        if root.is_file(path):
            yield Compiler("cl", path, _base(tools))


def _visual_c_version(path: str) -> str:
    """From ".../VC/Tools/MSVC/14.38.33130/bin/Hostx64/x64/cl.exe"."""
    _, _, after = path.partition("/MSVC/")
    return after.partition("/")[0]


def _tool_folders(root: Root, environ: Mapping[str, str]) -> Iterator[str]:
    for variable in ("ProgramFiles", "ProgramFiles(x86)"):
        programs: Optional[str] = environ.get(variable)
        if not programs:
            continue
        shelf = f"{portable(programs, WINDOWS)}/{_VISUAL_STUDIO}"
        for year in entries(root, shelf):
            for edition in entries(root, f"{shelf}/{year}"):
                tools = f"{shelf}/{year}/{edition}/VC/Tools/MSVC"
                for version in entries(root, tools):
                    yield f"{tools}/{version}"
