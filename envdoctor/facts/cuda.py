"""CUDA toolkits, found and dated by their files; nvcc is not started."""

from __future__ import annotations

from envdoctor.facts.machine import WINDOWS
from envdoctor.facts.programs import entries, find_all, path_folders, portable, resolved
from envdoctor.facts.root import Root
from envdoctor.model.machine import Toolkit
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Mapping, Optional, Tuple

_VARIABLES = ("CUDA_HOME", "CUDA_PATH")
_WINDOWS_FOLDER = "NVIDIA GPU Computing Toolkit/CUDA"
_HEADERS = (("include/cuda.h", "CUDA_VERSION"), ("include/cuda_runtime_api.h", "CUDART_VERSION"))
_HEADER_HEAD = 128 * 1024
_SMALL = 64 * 1024
_SCRIPT_HEAD = 4096
_DEBIAN_FOLDER = "/usr/lib/nvidia-cuda-toolkit"


def read_toolkits(
    root: Root, environ: Mapping[str, str], system: str, prefix: str = ""
) -> Read[Tuple[Toolkit, ...]]:
    """Every folder with nvcc that variables, PATH, usual places or the environment hold.

    `prefix` is the inspected environment's folder ("" = the one of CONDA_PREFIX). Its order is
    that in which PyTorch's build tools look: CUDA_HOME, CUDA_PATH, PATH, /usr/local/cuda.
    """
    found: Dict[str, List[str]] = {}
    places = _places(root, environ, system, prefix or environ.get("CONDA_PREFIX", ""))
    for place, chosen_by in places:
        folder = resolved(root, place, system)
        if root.is_file(f"{folder}/bin/{_nvcc(system)}"):
            reasons = found.setdefault(folder, [])
            if chosen_by and chosen_by not in reasons:
                reasons.append(chosen_by)
    if not found:
        sources = "CUDA_HOME, CUDA_PATH, PATH, /usr/local/cuda*, /opt/cuda"
        return Read.absent(sources, "no folder with nvcc")
    toolkits = (Toolkit(at, toolkit_version(root, at), tuple(why)) for at, why in found.items())
    return Read.of(tuple(toolkits), ", ".join(f"{folder}/bin/nvcc" for folder in found))


def _nvcc(system: str) -> str:
    return "nvcc.exe" if system == WINDOWS else "nvcc"


def _places(
    root: Root, environ: Mapping[str, str], system: str, prefix: str
) -> Iterator[Tuple[str, str]]:
    """Folders that may hold a toolkit, and what points at each ("" when nothing does)."""
    for name in _VARIABLES:
        if environ.get(name):
            yield portable(environ[name], system), name
    nvcc = next(find_all(root, path_folders(environ, system), "nvcc", system), "")
    if nvcc:
        yield _toolkit_of(root, nvcc, system), "PATH"
    if system == WINDOWS:
        programs = portable(environ.get("ProgramFiles") or "C:/Program Files", system)
        shelf = f"{programs}/{_WINDOWS_FOLDER}"
        for name in entries(root, shelf):
            yield f"{shelf}/{name}", ""
    else:
        yield "/usr/local/cuda", "/usr/local/cuda"
        for name in entries(root, "/usr/local"):
            if name.startswith("cuda-"):
                yield f"/usr/local/{name}", ""
        yield "/opt/cuda", "/opt/cuda"
    if prefix:
        folder = portable(prefix, system)
        yield f"{folder}/Library" if system == WINDOWS else folder, "environment"


def _toolkit_of(root: Root, nvcc: str, system: str) -> str:
    """The toolkit's folder, through links and through a script that hands on to the real nvcc."""
    path = resolved(root, nvcc, system)
    try:
        head = root.read_head(path, _SCRIPT_HEAD)
    except OSError:
        head = b""
    if head.startswith(b"#!"):
        words = head.decode("utf-8", "replace").replace('"', " ").replace("'", " ").split()
        target = next((word for word in words if word[0] == "/" and word.endswith("/bin/nvcc")), "")
        path = resolved(root, target, system) if target else path
    return path.rpartition("/")[0].rpartition("/")[0] or "/"


def toolkit_version(root: Root, folder: str) -> str:
    """As precise as the toolkit's files say it ("12.4.1", "11.8"); "" when none does."""
    return (
        _from_json(root, f"{folder}/version.json")
        or _from_text(root, f"{folder}/version.txt")
        or _from_headers(root, folder)
        or _from_conda(root, folder)
    )


def _from_json(root: Root, path: str) -> str:
    try:
        text = root.read_bytes(path, _SMALL)
    except OSError:
        return ""
    import json

    try:
        version = json.loads(text)["cuda"]["version"]
    except (ValueError, KeyError, TypeError):
        return ""
    return version if isinstance(version, str) else ""


def _from_text(root: Root, path: str) -> str:
    """From "CUDA Version 10.2.89"."""
    try:
        words = root.read_text(path, _SMALL).split()
    except OSError:
        return ""
    return words[2] if words[:2] == ["CUDA", "Version"] and len(words) > len("CV") else ""


def _from_headers(root: Root, folder: str) -> str:
    targets = (f"{folder}/targets/{name}" for name in entries(root, f"{folder}/targets"))
    shared = ("/usr",) if folder == _DEBIAN_FOLDER else ()
    for base in (folder, *targets, *shared):
        for header, macro in _HEADERS:
            number = _macro(root, f"{base}/{header}", macro)
            if number:
                return f"{number // 1000}.{number % 1000 // 10}"
    return ""


def _macro(root: Root, path: str, name: str) -> Optional[int]:
    try:
        head = root.read_head(path, _HEADER_HEAD)
    except OSError:
        return None
    _, found, after = head.partition(f"#define {name} ".encode())
    number = after[:32].split()[:1]
    return int(number[0]) if found and number and number[0].isdigit() else None


def _from_conda(root: Root, folder: str) -> str:
    """Conda's nvcc comes without headers; its record is "cuda-nvcc-12.4.131-0.json"."""
    for name in entries(root, f"{folder}/conda-meta"):
        if name.startswith("cuda-nvcc-") and name[10:11].isdigit():
            return name[10:].partition("-")[0]
    return ""
