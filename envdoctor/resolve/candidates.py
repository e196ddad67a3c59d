"""What may be chosen: builds of torch, ways to mmcv, releases, Pythons; each axis best first."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers, order
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
    pythons = release.pythons(*situation.place)
    pair = tables.torch.pairs(version)
    machine = "aarch64" if situation.platform.machine == "arm64" else situation.platform.machine
    for variant in sorted(variants, key=_cuda_order, reverse=True):
        yield Build(
            version=version,
            variant=variant,
            minor=".".join(version.split(".")[:2]),
            pythons=None if pythons is None else frozenset(pythons),
            torchvision=(pair.torchvision if pair else None) or "",
            tags=release.linux_tags.get(machine, ()),
        )


def _cuda_order(variant: str) -> Tuple[int, ...]:
    cuda = cuda_of(variant)
    return numbers(cuda) if cuda else ()


def pythons(situation: Situation, every: Iterable[Build]) -> Tuple[str, ...]:
    """The Pythons that any torch here was built for, and the one that must be kept to."""
    known = {python for build in every for python in build.pythons or ()}
    if situation.python:
        known.add(situation.python)
    return tuple(sorted(known, key=numbers, reverse=True))


def releases(
    package: str, situation: Situation, tables: Tables, asked: Iterable[str] = ()
) -> Tuple[str, ...]:
    """All known releases of a package and those that the request or the environment names."""
    known = set(tables.openmmlab.versions(package)) | set(asked)
    named = (*situation.request.pins, *situation.request.kept)
    known |= {text.lstrip("=") for name, text in named if name == package and _is_exact(text)}
    return tuple(sorted(known, key=order, reverse=True))


def _is_exact(text: str) -> bool:
    return bool(text.lstrip("=")) and text.lstrip("=")[0].isdigit() and "," not in text


def artifacts(
    situation: Situation,
    tables: Tables,
    pythons: Tuple[str, ...],
    others: Tuple[Artifact, ...],
) -> Tuple[Artifact, ...]:
    """Every way to every mmcv: OpenMMLab's wheels, mmcv-lite, what others built, a compile."""
    minimum = tables.openmmlab.minimum("mmcv")
    releases = tables.mmcv_wheels.releases()
    wanted = [v for v in releases if minimum is None or minimum.met_by(v)]
    folders = tables.mmcv_wheels.folders(frozenset(wanted), pythons, *situation.place)
    wheels = [
        Artifact(
            kind=WHEEL,
            mmcv=folder.mmcv,
            by="",
            torch=folder.torch,
            variant=folder.variant,
            observed=folder.observed,
            pythons=folder.pythons,
            architectures=None,
            url="",
        )
        for folder in folders
    ]
    if not wheels:
        wheels = [_everywhere(NOT_BUILT, version) for version in wanted]
    lite = (_everywhere(LITE, version) for version in wanted)
    source = (_everywhere(SOURCE, version) for version in wanted)
    return (*wheels, *lite, *others, *source)


def _everywhere(kind: str, version: str) -> Artifact:
    return Artifact(kind, version, "", None, None, (), None, None, "")


def mmcv_versions(
    situation: Situation, tables: Tables, others: Tuple[Artifact, ...]
) -> Tuple[str, ...]:
    """OpenMMLab's releases, and those that third parties publish."""
    known = {*tables.mmcv_wheels.releases(), *(wheel.mmcv for wheel in others)}
    return releases("mmcv", situation, tables, known)
