"""Rules about where mmcv comes from: prebuilt wheels, mmcv-lite, third parties, a compile."""

from __future__ import annotations

from envdoctor.compat.arch import ArchList
from envdoctor.compat.platforms import platform
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.model.plan import FACT, RULE
from envdoctor.model.plan import REQUEST as ASKED
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.arcs import Refined, same
from envdoctor.resolve.choices import LITE, NOT_BUILT, SOURCE, WHEEL, Artifact, Build
from envdoctor.resolve.laws.law import (
    ARTIFACT,
    MMCV,
    MMDET,
    ORIGIN,
    PYTHON,
    TORCH,
    Law,
    cuda_of,
    given,
    is_inside,
    itself,
    law,
    version_of,
)

if TYPE_CHECKING:
    from typing import Dict, Iterator, Mapping, Optional, Tuple

    from envdoctor.compat.known_bad import Defect
    from envdoctor.resolve.situation import Situation

_PARTNERS = {"torch": TORCH, "python": PYTHON}


def wheel_laws(situation: Situation, tables: Tables, ways: Tuple[Artifact, ...]) -> Iterator[Law]:
    """Which of the ways to mmcv are open."""
    yield given("mmcv.version", (MMCV, ARTIFACT), same, (itself, _mmcv_of))
    yield given("mmcv.origin", (ORIGIN, ARTIFACT), same, (itself, _origin_of))
    yield _for_platform(situation, tables)
    yield _for_torch(ways, tables)
    yield _for_python(tables)
    yield from _wishes(situation, tuple(dict.fromkeys(way.by for way in ways if way.by)))
    if MMDET in situation.request.packages:
        yield _ops_of_mmdet()
    if situation.gpus:
        yield _kernels(situation)
    yield from _compiles(situation, tables)


def _mmcv_of(artifact: Artifact) -> str:
    return artifact.mmcv


def _origin_of(artifact: Artifact) -> str:
    return artifact.origin


def _folder_of(artifact: Artifact) -> Optional[Tuple[str, str]]:
    return artifact.folder


def _series(build: Build) -> Tuple[str, str]:
    return build.minor, build.variant


def _pythons_of(artifact: Artifact) -> object:
    return artifact.pythons


def _kind_of(artifact: Artifact) -> str:
    return artifact.kind


def _for_platform(situation: Situation, tables: Tables) -> Law:
    params = dict(zip(("system", "machine"), situation.place))
    return law(
        FACT,
        "wheel.platform",
        (ARTIFACT,),
        lambda kind: kind != NOT_BUILT,
        (_kind_of,),
        _("OpenMMLab builds no mmcv wheels for {system} on {machine}"),
        lambda: (params, f"mmcv_wheels.toml ({tables.mmcv_wheels.as_of})"),
    )


def _for_torch(ways: Tuple[Artifact, ...], tables: Tables) -> Law:
    """A wheel is for one torch minor and one CUDA."""

    def say() -> Tuple[Mapping[str, str], str]:
        last: Dict[str, Tuple[int, ...]] = {}
        for way in ways:
            if way.kind == WHEEL and way.torch:
                last[way.mmcv] = max(last.get(way.mmcv, ()), numbers(way.torch))
        text = ", ".join(
            f"mmcv {m}: {t[0]}.{t[1]}" for m, t in sorted(last.items()) if "rc" not in m
        )
        return {"last": text}, f"mmcv_wheels.toml ({tables.mmcv_wheels.as_of})"

    return law(
        RULE,
        "wheel.torch",
        (TORCH, ARTIFACT),
        same,
        (_series, _folder_of),
        _("an mmcv wheel fits the torch and CUDA it was built for; the last torch is, for {last}"),
        say,
    )


def _for_python(tables: Tables) -> Law:
    return law(
        RULE,
        "wheel.python",
        (PYTHON, ARTIFACT),
        lambda python, pythons: pythons is None or python in pythons,
        (itself, _pythons_of),
        _("mmcv wheels exist for certain Pythons only: 3.12 and newer have none below mmcv 2.2.0"),
        lambda: ({}, f"mmcv_wheels.toml ({tables.mmcv_wheels.as_of})"),
    )


def _wishes(situation: Situation, parties: Tuple[str, ...]) -> Iterator[Law]:
    """What the request leaves open."""
    if situation.request.need_ops:
        yield law(
            ASKED,
            "request.ops",
            (ARTIFACT,),
            lambda kind: kind != LITE,
            (_kind_of,),
            _("mmcv's compiled ops are needed, which mmcv-lite does not have"),
            lambda: ({}, "--need-ops"),
        )
    if not situation.request.may_compile:
        yield law(
            ASKED,
            "request.compile",
            (ARTIFACT,),
            lambda kind: kind != SOURCE,
            (_kind_of,),
            _("nothing is compiled without your word"),
            lambda: ({}, "--allow-compile"),
        )
    for party in parties:
        if party not in situation.request.allowed_indexes:
            yield law(
                ASKED,
                f"request.index.{party}",
                (ARTIFACT,),
                lambda by, party=party: by != party,
                (_by,),
                _("wheels of {party} are taken only with your word"),
                lambda party=party: ({"party": party}, "--allow-index"),  # type: ignore[misc]
            )


def _by(artifact: Artifact) -> str:
    return artifact.by


def _ops_of_mmdet() -> Law:
    return law(
        RULE,
        "ops.mmdet",
        (MMDET, ARTIFACT),
        lambda version, kind: not version or kind != LITE,
        (itself, _kind_of),
        _("mmdet imports mmcv's compiled ops, which mmcv-lite does not have"),
        lambda: ({}, "mmdet/apis"),
    )


def _kernels(situation: Situation) -> Law:
    """Whose build says for which GPUs it was compiled must have compiled for all that are there."""

    def serves(architectures: Optional[Tuple[str, ...]]) -> bool:
        if architectures is None:
            return True
        names = tuple("sm_" + text.replace(".", "") for text in architectures)
        built = ArchList("", "", "", "", names, (), False, "", "", "", "")
        return all(built.runs_on(kind.capability).works for kind in situation.gpus)

    def say() -> Tuple[Mapping[str, str], str]:
        return {"gpus": ", ".join(kind.sm for kind in situation.gpus)}, situation.gpus_source

    return law(
        FACT,
        "wheel.kernels",
        (ARTIFACT,),
        serves,
        (_architectures_of,),
        _("third-party wheels of mmcv that say what they were compiled for must name {gpus}"),
        say,
    )


def _architectures_of(artifact: Artifact) -> Optional[Tuple[str, ...]]:
    return artifact.architectures


def _compiles(situation: Situation, tables: Tables) -> Iterator[Law]:
    """What stands in the way of a compile: known defects of the sources, and the toolkit."""
    here = platform(*situation.place)
    for defect in tables.known_bad.all():
        partner = next(iter(defect.with_), "")
        about = defect.kind == "build" and defect.package == "mmcv" and len(defect.with_) == 1
        if about and partner in _PARTNERS and (not defect.platforms or here in defect.platforms):
            yield _defect(defect, partner)
    toolkits = situation.toolkits
    if toolkits:
        yield law(
            FACT,
            "compile.toolkit",
            (TORCH, ARTIFACT),
            lambda cuda, kind: kind != SOURCE or not cuda or cuda in toolkits,
            (cuda_of, _kind_of),
            _("a compile needs torch's CUDA as toolkit; here is {toolkits}"),
            lambda: ({"toolkits": ", ".join(sorted(toolkits))}, situation.toolkits_source),
        )


def _defect(defect: Defect, partner: str) -> Law:
    """Sources that do not build under what `with` names."""
    params = {"package": defect.package, "versions": defect.versions, "what": defect.what}
    return law(
        RULE,
        f"bad.{defect.id}",
        (_PARTNERS[partner], ARTIFACT),
        lambda met, compiled: not (met and compiled),
        (
            Refined(version_of if partner == "torch" else itself, is_inside(defect.with_[partner])),
            Refined(_compiled_version, is_inside(defect.versions)),
        ),
        _("{package} {versions} does not build here: {what}"),
        lambda: (params, defect.source),
    )


def _compiled_version(artifact: Artifact) -> str:
    return artifact.mmcv if artifact.kind == SOURCE else ""
