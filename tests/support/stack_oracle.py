"""The rules of the stack said a second time, straight from the compiled tables.

Imports nothing of envdoctor: it walks through all candidates in the order of preference and takes the
first in which every rule holds. Slow where the resolver is quick, and plain where it is clever.
"""

import json
import os
from functools import lru_cache
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from packaging.specifiers import SpecifierSet
from packaging.version import Version

_TABLES = os.path.join(
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
    "compat_tables",
    "compiled",
)
_OS = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}
_TAG = {"linux": "manylinux", "windows": "win", "macos": "macosx"}
_PLACE = {
    ("linux", "x86_64"): "linux_x86_64",
    ("linux", "aarch64"): "linux_aarch64",
    ("windows", "AMD64"): "windows_amd64",
    ("macos", "arm64"): "macos_arm64",
    ("macos", "x86_64"): "macos_x86_64",
}

_TEGRA = ((5, 3), (6, 2), (7, 2), (8, 7))
"""Reports disagree whether a lower minor's code runs there (torch.toml, rule tegra)."""


class Asked(NamedTuple):
    """One class of machines and requests."""

    system: str
    machine: str
    glibc: Optional[str]
    capabilities: Tuple[Tuple[int, int], ...]
    driver: Optional[str]
    python: Optional[str]
    """None where it is free."""
    cuda: str
    """"auto", "cpu" or "11.8"."""
    packages: Tuple[str, ...]
    need_ops: bool
    may_compile: bool
    mmaction2: Optional[str]


class Answer(NamedTuple):
    """The set that ranks first."""

    compiled: bool
    mmaction2: str
    mmcv: str
    torch: str
    variant: str
    numpy: int
    python: str
    mmengine: str
    mmdet: Optional[str]
    mmpose: Optional[str]
    is_lite: bool


@lru_cache(maxsize=None)
def _table(name: str) -> Dict[str, Any]:
    with open(os.path.join(_TABLES, name + ".json"), encoding="utf-8") as file:
        return json.load(file)  # type: ignore[no-any-return]


@lru_cache(maxsize=None)
def _v(text: str) -> Version:
    return Version(text)


@lru_cache(maxsize=None)
def inside(version: str, ranges: str) -> bool:
    """Whether a version lies in a range, pre-releases by their place."""
    return SpecifierSet(ranges).contains(_v(version), prereleases=True)


@lru_cache(maxsize=None)
def _minimum(name: str) -> str:
    rows = _table("openmmlab")["minimum"]
    return next(row["version"] for row in rows if row["name"] == name)


@lru_cache(maxsize=None)
def releases(package: str) -> Tuple[str, ...]:
    """Final releases that are not below the minimum, newest first."""
    rows = _table("openmmlab")["release"]
    known = {row["version"] for row in rows if row["package"] == package}
    fit = [v for v in known if not _v(v).is_prerelease and _v(v) >= _v(_minimum(package))]
    return tuple(sorted(fit, key=_v, reverse=True))


@lru_cache(maxsize=None)
def asserted(package: str, version: str) -> Dict[str, str]:
    """What a release asserts at import: package -> range."""
    for row in _table("openmmlab")["release"]:
        if (row["package"], row["version"]) == (package, version):
            return row.get("asserts", {})  # type: ignore[no-any-return]
    raise KeyError(version)


def cuda_of(variant: str) -> Optional[str]:
    """The CUDA of a variant, None for the CPU's."""
    return f"{variant[2:-1]}.{variant[-1]}" if variant.startswith("cu") else None


@lru_cache(maxsize=None)
def _builds(system: str, machine: str) -> Tuple[Tuple[str, str, Tuple[str, ...]], ...]:
    """(release, variant, Pythons), best first."""
    found = []
    place = _PLACE[system, machine]
    for row in _table("torch")["release"]:
        variants = row["variants"].get("macos" if system == "macos" else place, [])
        pythons = tuple(row.get("python", {}).get(place, ()))
        if not row.get("torchvision") or _v(row["version"]) < _v(_minimum("torch")):
            continue
        found.extend((row["version"], variant, pythons) for variant in variants)
    return tuple(
        sorted(
            found,
            key=lambda build: (_v(build[0]), _v(cuda_of(build[1]) or "0")),
            reverse=True,
        )
    )


@lru_cache(maxsize=None)
def kernels(release: str, variant: str, place: str, capability: Tuple[int, int]) -> bool:
    """Whether it is established that a binary holds code for a GPU, of a CUDA that knows the GPU."""
    if not _knows_gpu(cuda_of(variant) or "0.0", capability):
        return False
    for row in _table("torch_arch")["arch"]:
        same = (row["variant"], row["platform"], row["package"]) == (variant, place, "wheel")
        if not same or release not in row["torch"] or "cubins" not in row:
            continue
        for name in row["cubins"]:
            number = int(name[3:].rstrip("af"))
            own = (number // 10, number % 10)
            if name.endswith("a") or capability in _TEGRA:
                serves = own == capability
            else:
                serves = own[0] == capability[0] and own[1] <= capability[1]
            if serves:
                return True
        for name in row.get("ptx", []):
            number = int(name[8:].rstrip("af"))
            if name[-1] not in "af" and (number // 10, number % 10) <= capability:
                return True
    return False


def _knows_gpu(cuda: str, capability: Tuple[int, int]) -> bool:
    """Whether that CUDA, or one before it, generates code that runs on the GPU."""
    for row in _table("cuda")["compiles"]:
        if _v(row["toolkit"]) <= _v(cuda):
            for text in row["capabilities"]:
                major, minor = (int(part) for part in text.split("."))
                older = (
                    major == capability[0] and minor < capability[1] and capability not in _TEGRA
                )
                if (major, minor) == capability or older:
                    return True
    return False


@lru_cache(maxsize=None)
def driver_runs(driver: str, cuda: str, system: str) -> bool:
    """Minor version compatibility from CUDA 11 on; before it, the toolkit's own driver."""
    table = _table("cuda")
    major = int(cuda.split(".", maxsplit=1)[0])
    shipped = [r[system] for r in table["toolkit"] if r["toolkit"] == cuda and system in r]
    family = next((row for row in table["family"] if row["major"] == major), None)
    needed = None
    if family is not None and "rule" not in family:
        needed = family.get(system)
        if family.get("before_first", {}).get("toolkit") == cuda:
            needed = family["before_first"].get(system)
        elif needed is None:
            before = next(row for row in table["family"] if row["major"] == major - 1)
            needed = before.get("next_family_driver_branch")
    if needed is None:
        if not shipped:
            return True
        needed = min(shipped, key=_v)
    return _v(driver) >= _v(needed)


@lru_cache(maxsize=None)
def _glibc_fits(release: str, machine: str, glibc: str) -> bool:
    row = next(r for r in _table("torch")["release"] if r["version"] == release)
    tags = row.get("wheel_tag", {}).get(machine, [])
    floors = {"manylinux1": "2.5", "manylinux2010": "2.12", "manylinux2014": "2.17"}
    needs = []
    for tag in tags:
        parts = tag.split("_")
        needs.append(f"{parts[1]}.{parts[2]}" if parts[0] == "manylinux" else floors[parts[0]])
    return not needs or min(_v(need) for need in needs) <= _v(glibc)


def _build_holds(asked: Asked, release: str, variant: str) -> bool:
    cuda = cuda_of(variant)
    if not _is_wanted(asked, cuda):
        return False
    if asked.glibc is not None and not _glibc_fits(release, asked.machine, asked.glibc):
        return False
    if cuda is None:
        return True
    place = _PLACE[asked.system, asked.machine]
    return (
        _v(cuda) >= _v(_minimum("cuda"))
        and (asked.driver is None or driver_runs(asked.driver, cuda, asked.system))
        and all(kernels(release, variant, place, c) for c in asked.capabilities)
    )


def _is_wanted(asked: Asked, cuda: Optional[str]) -> bool:
    if asked.cuda == "auto":
        return bool(cuda) == bool(asked.capabilities)
    return cuda == (None if asked.cuda == "cpu" else asked.cuda)


def _expand(ranges: List[str]) -> Iterator[str]:
    order = _table("mmcv_wheels")["releases"]
    for text in ranges:
        first, _, last = text.partition("..")
        yield from order[order.index(first) : order.index(last or first) + 1]


@lru_cache(maxsize=None)
def has_wheel(mmcv: str, torch: str, variant: str, python: str, system: str, machine: str) -> bool:
    """Whether OpenMMLab's wheel was seen, or is listed and to be expected for the Python."""
    if machine == "aarch64":
        return False
    table, index = _table("mmcv_wheels"), f"{variant}/torch{'.'.join(torch.split('.')[:2])}"
    tag = "cp" + python.replace(".", "")
    for row in table["observed"]:
        if row["mmcv"] == mmcv and row["index"] in (index, index + ".0"):
            for wheel in row["wheels"]:
                own, _, place = wheel.partition("-")
                mine = place.startswith(_TAG[system]) and (
                    system != "macos" or place.endswith(("universal2", machine))
                )
                if own == tag and mine:
                    return True
    pages = [
        row
        for row in table["tags"]
        if (row["os"], row["index"]) == (_OS[system], index) and mmcv in _expand(row["mmcv"])
    ]
    if any(tag in page["python"] for page in pages):
        return True
    if any(page.get("complete") for page in pages):
        return False
    listed = any(
        row["os"] == _OS[system] and index in row["index"] and mmcv in _expand(row["mmcv"])
        for row in table["selector"]
    )
    rule = next(
        (
            row
            for row in table["tag_rule"]
            if _OS[system] in row["os"] and mmcv in _expand(row["mmcv"])
        ),
        None,
    )
    ends = table["torch_python"].get(".".join(torch.split(".")[:2]))
    return (
        listed
        and rule is not None
        and _v(rule["first"]) <= _v(python) <= _v(rule["last"])
        and (ends is None or _v(ends[0]) <= _v(python) <= _v(ends[1]))
    )


@lru_cache(maxsize=None)
def compiles(mmcv: str, torch: str, python: str, place: str) -> bool:
    """Whether nothing is known that keeps the sources from building."""
    beside = {"torch": torch, "python": python}
    for row in _table("known_bad")["defect"]:
        partner = row.get("with", {})
        about = row["kind"] == "build" and row["package"] == "mmcv" and len(partner) == 1
        here = not row.get("platforms") or place in row["platforms"]
        if not about or not here or not inside(mmcv, row["versions"]):
            continue
        ((name, ranges),) = partner.items()
        if name in beside and inside(beside[name], ranges):
            return False
    return True


@lru_cache(maxsize=None)
def numpy_fits(major: int, torch: str, system: str, python: str, with_mmpose: bool) -> bool:
    """torch's binary, NumPy's own wheels, and xtcocotools below mmpose."""
    rows = _table("torch")["numpy"]
    first = next(r["torch_from"] for r in rows if (r["system"], r["package"]) == (system, "wheel"))
    if major == 2 and _v(torch) < _v(first):
        return False
    libraries = _table("libraries")
    for row in libraries["python"]:
        about = row["package"] == "numpy" and inside(f"{major}.0", row["versions"])
        if about or (with_mmpose and row["package"] == "xtcocotools"):
            if "first" in row and _v(python) < _v(row["first"]):
                return False
            if "last" in row and _v(python) > _v(row["last"]):
                return False
    built = [r["built_for"] for r in libraries["numpy_abi"] if r["package"] == "xtcocotools"]
    return not with_mmpose or all(major in majors for majors in built)


@lru_cache(maxsize=None)
def _mps_breaks(mmcv: str, torch: str, place: str) -> bool:
    rows = [r for r in _table("known_bad")["defect"] if r["package"] == "mmcv"]
    return any(
        row["kind"] == "incompatible"
        and row.get("reach") == "import"
        and place in row.get("platforms", [place])
        and inside(mmcv, row["versions"])
        and inside(torch, row["with"]["torch"])
        for row in rows
        if "torch" in row.get("with", {})
    )


def _partner(package: str, mmcv: str, mmengine: str) -> Optional[str]:
    for version in releases(package):
        ranges = asserted(package, version)
        if inside(mmcv, ranges["mmcv"]) and inside(mmengine, ranges["mmengine"]):
            return version
    return None


def best(asked: Asked) -> Optional[Answer]:
    """The first set in the order of preference; None when there is none."""
    place = _PLACE[asked.system, asked.machine]
    builds = [b for b in _builds(asked.system, asked.machine) if _build_holds(asked, *b[:2])]
    wanted = [v for v in releases("mmaction2") if asked.mmaction2 in (None, v)]
    for compiled in (False, True) if asked.may_compile else (False,):
        for mmaction2 in wanted:
            for mmcv in reversed(_table("mmcv_wheels")["releases"]):
                if _v(mmcv).is_prerelease or _v(mmcv) < _v(_minimum("mmcv")):
                    continue
                if inside(mmcv, asserted("mmaction2", mmaction2)["mmcv"]):
                    found = _first(asked, place, builds, mmaction2, mmcv, compiled)
                    if found:
                        return found
    return None


def _first(
    asked: Asked,
    place: str,
    builds: List[Tuple[str, str, Tuple[str, ...]]],
    mmaction2: str,
    mmcv: str,
    compiled: bool,
) -> Optional[Answer]:
    partners = _partners(asked, mmaction2, mmcv)
    if partners is None:
        return None
    mmengine, mmdet, mmpose = partners
    for torch, variant, pythons in builds:
        if _mps_breaks(mmcv, torch, place):
            continue
        for numpy in (1, 2):
            for python in sorted(pythons, key=_v, reverse=True):
                if asked.python not in (None, python) or _v(python) < _v(_minimum("python")):
                    continue
                if not numpy_fits(numpy, torch, asked.system, python, bool(mmpose)):
                    continue
                lite = not asked.need_ops and not mmdet
                where = (python, asked.system, asked.machine)
                wheel = has_wheel(mmcv, torch, variant, *where)
                open_ = compiles(mmcv, torch, python, place) if compiled else wheel or lite
                if open_:
                    return Answer(
                        compiled,
                        mmaction2,
                        mmcv,
                        torch,
                        variant,
                        numpy,
                        python,
                        mmengine,
                        mmdet,
                        mmpose,
                        not compiled and not wheel,
                    )
    return None


def _partners(
    asked: Asked, mmaction2: str, mmcv: str
) -> Optional[Tuple[str, Optional[str], Optional[str]]]:
    """The newest mmengine, mmdet and mmpose that accept each other and this mmcv."""
    for mmengine in releases("mmengine"):
        if not inside(mmengine, asserted("mmaction2", mmaction2)["mmengine"]):
            continue
        found = {name: _partner(name, mmcv, mmengine) for name in asked.packages}
        if all(found.values()):
            return mmengine, found.get("mmdet"), found.get("mmpose")
    return None
