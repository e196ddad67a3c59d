"""Rules about what lies below: NumPy, OpenCV, setuptools, xtcocotools, and broken pairs."""

from __future__ import annotations

from envdoctor.compat.platforms import platform
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds, order
from envdoctor.model.plan import RULE
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.arcs import Refined
from envdoctor.resolve.choices import SOURCE, Artifact
from envdoctor.resolve.laws.law import (
    ARTIFACT,
    MMCV,
    MMENGINE,
    MMPOSE,
    NUMPY,
    OPENCV,
    PYTHON,
    SETUPTOOLS,
    TORCH,
    Law,
    is_inside,
    itself,
    law,
    version_of,
)

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterator, List, Mapping, Tuple

    from envdoctor.compat.known_bad import Defect
    from envdoctor.resolve.situation import Situation

NUMPY_MAJORS = (1, 2)
"""Best first: under NumPy 2 parts of mmaction2 1.2.0 fail (known_bad.toml)."""

_AXES = {"torch": TORCH, "mmcv": MMCV, "mmengine": MMENGINE, "setuptools": SETUPTOOLS}


class Span(NamedTuple):
    """Versions of setuptools between two of which nothing changes for this stack."""

    first: str
    """Inclusive; "" for the oldest."""
    below: str
    """"" for no bound."""

    @property
    def specifier(self) -> str:
        """As pip takes it: ">=77.0.3,<82"."""
        ends = ((">=", self.first), ("<", self.below))
        return ",".join(sign + version for sign, version in ends if version)


def setuptools_spans(tables: Tables) -> Tuple[Span, ...]:
    """The spans between all versions at which something changes, newest first."""
    marks = {
        version
        for defect in tables.known_bad.all()
        for name, text in defect.with_.items()
        if name == SETUPTOOLS and defect.package in _AXES
        for version in (Bounds.parse(text).lower,)
        if version
    }
    need = tables.libraries.setuptools_need("torch", tables.torch.newest())
    marks |= {need.at_least} if need else set()
    ends = ["", *sorted(marks, key=order), ""]
    return tuple(Span(*pair) for pair in zip(ends[-2::-1], ends[:0:-1]))


def library_laws(situation: Situation, tables: Tables) -> Iterator[Law]:
    """What the libraries ask of the rest."""
    yield _numpy_of_torch(situation, tables)
    yield _numpy_python(tables)
    yield _opencv(tables)
    yield _setuptools_of_torch(tables)
    if MMPOSE in situation.request.packages:
        yield from _xtcocotools(tables)
    here = platform(*situation.place)
    for defect in tables.known_bad.all():
        if not defect.platforms or here in defect.platforms:
            yield from _defect(defect)


def _numpy_of_torch(situation: Situation, tables: Tables) -> Law:
    def majors(version: str) -> Tuple[int, ...]:
        if not version:
            return NUMPY_MAJORS
        support = tables.torch.numpy_support(version, situation.platform.system)
        return support.majors if support else ()

    def say() -> Tuple[Mapping[str, str], str]:
        support = tables.torch.numpy_support(tables.torch.newest(), situation.platform.system)
        params = {"torch": support.torch_from if support else "?"}
        return params, support.source if support else ""

    return law(
        RULE,
        "torch.numpy",
        (TORCH, NUMPY),
        lambda accepted, major: major in accepted,
        (Refined(version_of, majors), itself),
        _("torch before {torch} works with NumPy 1 alone"),
        say,
    )


def _numpy_python(tables: Tables) -> Law:
    def has_wheel(major: int, python: str) -> bool:
        wheels = tables.libraries.pythons(NUMPY, f"{major}.0")
        return wheels is None or wheels.serve(python)

    def say() -> Tuple[Mapping[str, str], str]:
        wheels = tables.libraries.pythons(NUMPY, "1.0")
        return {"last": wheels.last if wheels else "?"}, wheels.source if wheels else ""

    return law(
        RULE,
        "numpy.python",
        (NUMPY, PYTHON),
        has_wheel,
        (itself, itself),
        _("NumPy 1 has wheels up to Python {last}"),
        say,
    )


def _opencv(tables: Tables) -> Law:
    def fits(major: int, version: str) -> bool:
        known = tables.libraries.opencv(version)
        return known is not None and major in known.majors

    def say() -> Tuple[Mapping[str, str], str]:
        newest = tables.libraries.newest_opencv_for(1) or "?"
        return {"version": newest}, f"libraries.toml ({tables.libraries.as_of})"

    return law(
        RULE,
        "numpy.opencv",
        (NUMPY, OPENCV),
        fits,
        (itself, itself),
        _("OpenCV {version} is the newest that works with NumPy 1"),
        say,
    )


def _setuptools_of_torch(tables: Tables) -> Law:
    needs = tables.libraries.setuptools_needs("torch")

    def need(version: str) -> str:
        found = (n.at_least for bounds, n in needs if version and bounds.holds(version))
        return next(found, "")

    def say() -> Tuple[Mapping[str, str], str]:
        found = tables.libraries.setuptools_need("torch", tables.torch.newest())
        params = {
            "torch": found.required_by if found else "",
            "least": found.at_least if found else "",
        }
        return params, found.source if found else ""

    return law(
        RULE,
        "torch.setuptools",
        (TORCH, SETUPTOOLS),
        lambda least, span: not least or (bool(span[0]) and order(span[0]) >= order(least)),
        (Refined(version_of, need), itself),
        _("{torch} needs setuptools {least} or newer"),
        say,
    )


def _xtcocotools(tables: Tables) -> Iterator[Law]:
    """mmpose imports xtcocotools, whose wheels are for NumPy 1 and certain Pythons."""
    version = tables.libraries.newest_known("xtcocotools")
    majors = tables.libraries.numpy_majors("xtcocotools", version) if version else None
    if majors is not None:
        yield law(
            RULE,
            "xtcocotools.numpy",
            (MMPOSE, NUMPY),
            lambda mmpose, major: not mmpose or major in majors.built_for,
            (itself, itself),
            _("mmpose imports xtcocotools, whose wheels load under NumPy 1 alone"),
            lambda: ({}, majors.source),
        )
    wheels = tables.libraries.pythons("xtcocotools", version) if version else None
    if wheels is not None:
        yield law(
            RULE,
            "xtcocotools.python",
            (MMPOSE, PYTHON),
            lambda mmpose, python: not mmpose or wheels.serve(python),
            (itself, itself),
            _("mmpose imports xtcocotools, which has wheels for Python {first} to {last}"),
            lambda: ({"first": wheels.first, "last": wheels.last}, wheels.source),
        )


def _defect(defect: Defect) -> Iterator[Law]:
    """Pairs that break each other wholly, or that another choice avoids at no price."""
    if defect.package not in _AXES or any(name not in _AXES for name in defect.with_):
        return
    builds = defect.kind == "build" and SETUPTOOLS in defect.with_
    breaks = defect.kind == "incompatible" and (
        defect.reach == "import" or SETUPTOOLS in defect.with_
    )
    if len(defect.with_) != 1 or not (builds or breaks):
        return
    ((partner, text),) = defect.with_.items()
    params = {"package": defect.package, "versions": defect.versions, "what": defect.what}
    axes = [_AXES[defect.package], _AXES[partner]]
    views: List[Callable[[Any], Any]] = [
        Refined(_VIEWS.get(axis, itself), is_inside(text))
        for axis, text in zip(axes, (defect.versions, text))
    ]
    if builds:
        axes.append(ARTIFACT)
        views.append(_is_compiled)
    yield law(
        RULE,
        f"bad.{defect.id}",
        tuple(axes),
        lambda *breaks: not all(breaks),
        tuple(views),
        _("{package} {versions} does not go with it: {what}"),
        lambda: (params, defect.source),
    )


def _first_of(span: Span) -> str:
    return span.first


def _is_compiled(artifact: Artifact) -> bool:
    return artifact.kind == SOURCE


_VIEWS: "Dict[str, Callable[[Any], Any]]" = {TORCH: version_of, SETUPTOOLS: _first_of}
