"""What may be chosen: builds of torch, ways to mmcv, releases, Pythons; each axis best first."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds, numbers, order
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import (
    LITE,
    NO_BUILD,
    NOT_BUILT,
    SOURCE,
    WHEEL,
    Artifact,
    Build,
    cuda_of,
)

if TYPE_CHECKING:
    from typing import Iterable, Iterator, List, Tuple

    from envdoctor.resolve.situation import Situation


def builds(situation: Situation, tables: Tables) -> Tuple[Build, ...]:
    """Every binary of torch for the platform, newest release first, then newest CUDA, the CPU last."""
    found: List[Build] = []
    for version in reversed(tables.torch.versions()):
        found.extend(_builds_of(version, situation, tables))
    return tuple(found) or (NO_BUILD,)


def _builds_of(version: str, situation: Situation, tables: Tables) -> Iterator[Build]:
    release = tables.torch.release(version)
    if release is None:
        return
    variants = release.variants_here(*situation.place) or ()
    known = release.pythons(*situation.place)
    pythons = None if known is None else frozenset(known)
    pair = tables.torch.pairs(version)
    machine = "aarch64" if situation.platform.machine == "arm64" else situation.platform.machine
    torchvision = (pair.torchvision if pair else None) or ""
    tags, minor = release.linux_tags.get(machine, ()), ".".join(version.split(".")[:2])
    for variant in sorted(variants, key=_cuda_order, reverse=True):
        yield Build(version, variant, minor, pythons, torchvision, tags)


def _cuda_order(variant: str) -> Tuple[int, ...]:
    cuda = cuda_of(variant)
    return numbers(cuda) if cuda else ()


def pythons(situation: Situation, every: Iterable[Build]) -> Tuple[str, ...]:
    """The Pythons that any torch here was built for, and the one that must be kept to; else ""."""
    known = {python for build in every for python in build.pythons or ()}
    if situation.python:
        known.add(situation.python)
    return tuple(sorted(known, key=numbers, reverse=True)) or ("",)


def releases(
    package: str, situation: Situation, tables: Tables, asked: Iterable[str] = ()
) -> Tuple[str, ...]:
    """Final releases from the minimum on, and any that the request or the environment names."""
    named = (*situation.request.pins, *situation.request.kept)
    texts = {text.lstrip("=") for name, text in named if name == package and _is_exact(text)}
    known = _eligible(package, tables.openmmlab.versions(package), tables)
    return tuple(sorted({*known, *asked, *texts}, key=order, reverse=True))


def _eligible(package: str, versions: Iterable[str], tables: Tables) -> List[str]:
    """No release candidates, and nothing below what MMAction2's guide asks for."""
    minimum = tables.openmmlab.minimum(package)
    return [
        version
        for version in versions
        if order(version)[-2] >= 0 and (minimum is None or minimum.met_by(version))
    ]


def _is_exact(text: str) -> bool:
    return bool(text.lstrip("=")) and text.lstrip("=")[0].isdigit() and "," not in text


def artifacts(
    situation: Situation,
    tables: Tables,
    pythons: Tuple[str, ...],
    others: Tuple[Artifact, ...],
) -> Tuple[Artifact, ...]:
    """Every way to every mmcv: OpenMMLab's wheels, mmcv-lite, what others built, a compile."""
    wanted = _eligible("mmcv", tables.mmcv_wheels.releases(), tables)
    folders = tables.mmcv_wheels.folders(frozenset(wanted), pythons, *situation.place)
    wheels = [
        Artifact(WHEEL, f.mmcv, "", f.torch, f.variant, f.observed, f.pythons, None, "")
        for f in folders
    ]
    if not wheels:
        wheels = [_everywhere(NOT_BUILT, version) for version in wanted]
    lite = (_everywhere(LITE, version) for version in wanted)
    source = (_everywhere(SOURCE, version) for version in wanted)
    return (*wheels, *lite, *_acceptable(others, situation, tables), *source)


def _acceptable(
    others: Tuple[Artifact, ...], situation: Situation, tables: Tables
) -> Iterator[Artifact]:
    """Of what others built, the versions that any mmaction2 asserts: the rest leads nowhere.

    All of a party whose wheels are allowed, so that a conflict can say what speaks against them.
    """
    ranges = {
        found.specifier
        for version in tables.openmmlab.versions("mmaction2")
        for found in tables.openmmlab.asserts("mmaction2", version) or ()
        if found.package == "mmcv"
    }
    bounds = [Bounds.parse(text) for text in ranges]
    fits = {version: any(b.holds(version) for b in bounds) for version in {o.mmcv for o in others}}
    allowed = situation.request.allowed_indexes
    return (other for other in others if fits[other.mmcv] or other.by in allowed)


def _everywhere(kind: str, version: str) -> Artifact:
    return Artifact(kind, version, "", None, None, (), None, None, "")


def mmcv_versions(
    situation: Situation, tables: Tables, others: Tuple[Artifact, ...]
) -> Tuple[str, ...]:
    """OpenMMLab's releases, and those that third parties publish."""
    known = {*tables.mmcv_wheels.releases(), *(wheel.mmcv for wheel in others)}
    return releases("mmcv", situation, tables, _eligible("mmcv", known, tables))
