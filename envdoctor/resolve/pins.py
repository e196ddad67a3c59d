"""A solution as pins: every distribution with its version, its index, and how that is known."""

from __future__ import annotations

from envdoctor.compat.platforms import platform
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds, public
from envdoctor.model.plan import (
    FROM_SOURCE,
    INFERRED,
    NOT_ESTABLISHED,
    OBSERVED,
    WHEEL,
    Pin,
    Provenance,
)
from envdoctor.model.request import SOURCE as SOURCE_MODE
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import LITE, SOURCE, THIRD, Artifact, Build
from envdoctor.resolve.laws.law import (
    ARTIFACT,
    MMACTION2,
    MMCV,
    MMDET,
    MMENGINE,
    MMPOSE,
    NUMPY,
    OPENCV,
    PYTHON,
    SETUPTOOLS,
    TORCH,
)
from envdoctor.resolve.requirements import name_of
from envdoctor.resolve.specifiers import joined
from envdoctor.resolve.torch_index import torch_index

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, Tuple

    from envdoctor.resolve.situation import Situation

    Solution = Dict[str, Any]

OPENCVS = ("opencv-python", "opencv-contrib-python")
"""mmengine asks for the first, mmaction2 for the second: of one version they do no harm."""

MMCVS = ("mmcv", "mmcv-full", "mmcv-lite")
"""One of them is decided, and the others own the same files."""


def pins_of(solution: Solution, situation: Situation, tables: Tables) -> Tuple[Pin, ...]:
    """All pins in the order of installation; what else was asked for comes last."""
    decided = tuple(_decided(solution, situation, tables))
    names = {*(pin.name for pin in decided), *MMCVS}
    ranges: "Dict[str, list[str]]" = {}
    for name, text in situation.request.pins:
        if name not in names and text and name not in situation.request.removed:
            ranges.setdefault(name, []).append(text)
    others = (_plain(name, joined(texts), tables) for name, texts in ranges.items())
    return (*decided, *others)


def _decided(solution: Solution, situation: Situation, tables: Tables) -> Iterator[Pin]:
    build: Build = solution[TORCH]
    yield _plain("setuptools", _setuptools(solution, tables), tables)
    yield _plain("numpy", _numpy(solution, situation), tables)
    yield from _torch(build, situation, tables)
    yield _released(MMENGINE, solution[MMENGINE], WHEEL, tables)
    yield _mmcv(solution, situation, tables)
    for name in OPENCVS:
        yield _plain(name, solution[OPENCV], tables)
    yield from _beside(solution, situation, tables)
    for name in (MMDET, MMPOSE):
        if solution[name]:
            yield _released(name, solution[name], WHEEL, tables)
    how = FROM_SOURCE if situation.request.mode == SOURCE_MODE else WHEEL
    yield _released(MMACTION2, solution[MMACTION2], how, tables)


def _plain(name: str, version: str, tables: Tables) -> Pin:
    source = f"libraries.toml ({tables.libraries.as_of})"
    known = Provenance(INFERRED, "high", "", source, tables.libraries.as_of)
    return Pin(name, version, WHEEL, "", "", known)


def _setuptools(solution: Solution, tables: Tables) -> str:
    """The range that torch, mmengine and a compile leave; its lower end only where torch has one."""
    need = tables.libraries.setuptools_need("torch", solution[TORCH].version)
    below = solution[SETUPTOOLS].below
    ends = (f">={need.at_least}" if need else "", f"<{below}" if below else "")
    return ",".join(end for end in ends if end)


def _numpy(solution: Solution, situation: Situation) -> str:
    """The major, narrowed by what was asked for."""
    major = solution[NUMPY]
    own = "<2" if major == 1 else f">={major}"
    asked = [text for name, text in situation.request.pins if name == "numpy" and text]
    return joined([own, *asked]).replace("==", "")


def _torch(build: Build, situation: Situation, tables: Tables) -> Iterator[Pin]:
    index = torch_index(tables, build.version, build.variant, *situation.place)
    row = tables.torch.release(build.version)
    certainty = (row.uncertain.get("variants", "high") if row else "unknown") or "high"
    known = Provenance(INFERRED, certainty, "", row.source if row else "", row.as_of if row else "")
    for name, version in (("torch", build.version), ("torchvision", build.torchvision)):
        yield Pin(name, version + index.local, WHEEL, index.option, index.url, known)


def _released(name: str, version: str, how: str, tables: Tables) -> Pin:
    release = tables.openmmlab.release(name, version)
    known = Provenance(
        OBSERVED if release else NOT_ESTABLISHED,
        "high" if release else "unknown",
        "",
        release.source if release else "",
        release.as_of if release else "",
    )
    return Pin(name, version, how, "", "", known)


def _mmcv(solution: Solution, situation: Situation, tables: Tables) -> Pin:
    artifact: Artifact = solution[ARTIFACT]
    version, build = solution[MMCV], solution[TORCH]
    if artifact.kind == LITE:
        return _released(MMCV, version, WHEEL, tables)._replace(name="mmcv-lite")
    if artifact.kind == SOURCE:
        return _released(MMCV, version, FROM_SOURCE, tables)
    if artifact.kind == THIRD:
        party = next(p for p in tables.mmcv_wheels.third_party() if p.id == artifact.by)
        known = Provenance(INFERRED, "medium", party.by, party.source, tables.mmcv_wheels.as_of)
        return Pin(party.package, version, WHEEL, "--index-url", artifact.url, known)
    answer = tables.mmcv_wheels.wheels(
        version, build.version, build.variant, solution[PYTHON], *situation.place
    )
    known = Provenance(
        answer.state, answer.certainty, answer.why, answer.source, tables.mmcv_wheels.as_of
    )
    return Pin(answer.distribution, version, WHEEL, "--find-links", answer.find_links, known)


def _beside(solution: Solution, situation: Situation, tables: Tables) -> Iterator[Pin]:
    """What releases import without asking for it, and a decoder where theirs has no wheel."""
    for name in (MMACTION2, MMCV, MMENGINE, MMDET, MMPOSE):
        for defect in tables.known_bad.of(name, solution[name]) if solution[name] else ():
            if defect.distribution and defect.kind == "undeclared_import":
                known = Provenance(
                    OBSERVED, defect.certainty, defect.what, defect.source, defect.as_of
                )
                yield Pin(defect.distribution, "", WHEEL, "", "", known)
    yield _decoder(situation, tables)
    yield from _held_back(solution, tables)


def _decoder(situation: Situation, tables: Tables) -> Pin:
    """decord, which mmaction2 asks for; PyAV where decord has no wheel."""
    here = platform(*situation.place)
    for defect in tables.known_bad.all():
        if defect.package == "decord" and here in defect.platforms:
            known = Provenance(OBSERVED, defect.certainty, defect.what, defect.source, defect.as_of)
            return Pin("av", "", WHEEL, "", "", known)
    return _plain("decord", "", tables)


def _held_back(solution: Solution, tables: Tables) -> Iterator[Pin]:
    """Distributions whose newer releases break a chosen one, below the first that does."""
    for name in (MMACTION2, MMENGINE):
        asked = tables.openmmlab.release(name, solution[name])
        required = {name_of(text) for text in (asked.install_requires if asked else ())}
        for defect in tables.known_bad.of(name, solution[name]):
            for other, text in defect.with_.items():
                first = Bounds.parse(text).lower
                if defect.kind == "incompatible" and other in required - {"numpy"} and first:
                    known = Provenance(
                        OBSERVED, defect.certainty, defect.what, defect.source, defect.as_of
                    )
                    yield Pin(other, f"<{public(first)}", WHEEL, "", "", known)
