"""What the request names: a Python, versions, packages, ranges that must hold, what should stay."""

from __future__ import annotations

from envdoctor.compat.versions import Bounds, public
from envdoctor.model.plan import FACT
from envdoctor.model.plan import REQUEST as ASKED
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import LITE, Artifact, Build
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
    TORCH,
    Law,
    itself,
    law,
)

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterator, Tuple

    from envdoctor.resolve.situation import Situation

KEEP = "keep."
"""What the names of laws begin with that hold what is installed."""


def _torch_of(build: Build) -> str:
    return build.version


def _label_of(build: Build) -> str:
    return f"{build.version}+{build.variant}"


def _kind_of(artifact: Artifact) -> str:
    return artifact.kind


AXIS_OF: "Dict[str, Tuple[str, Callable[[Any], Any]]]" = {
    "torch": (TORCH, _torch_of),
    "mmcv": (MMCV, itself),
    "mmcv-full": (MMCV, itself),
    "mmcv-lite": (MMCV, itself),
    "mmengine": (MMENGINE, itself),
    "mmaction2": (MMACTION2, itself),
    "mmdet": (MMDET, itself),
    "mmpose": (MMPOSE, itself),
    "numpy": (NUMPY, itself),
    "opencv-python": (OPENCV, itself),
    "opencv-contrib-python": (OPENCV, itself),
}
"""Distributions whose versions are decided here; others pass through as they are asked for."""


def wish_laws(situation: Situation) -> Iterator[Law]:
    """What must hold because somebody said so, and because the environment is there."""
    yield from _python(situation)
    if situation.request.mmaction2:
        yield _exactly(MMACTION2, situation.request.mmaction2)
    for package in situation.request.packages:
        yield law(
            ASKED,
            f"request.{package}",
            (package,),
            bool,
            (itself,),
            _("you asked for {package}"),
            lambda package=package: ({"package": package}, "--with"),  # type: ignore[misc]
        )
    for index, (name, text) in enumerate(situation.request.pins):
        if name in AXIS_OF and text and _is_there(name, situation):
            yield _pin(index, name, text)


def _is_there(name: str, situation: Situation) -> bool:
    """Whether the set has an axis for it: mmdet and mmpose where they are asked for."""
    axis = AXIS_OF[name][0]
    return axis not in (MMDET, MMPOSE) or axis in situation.request.packages


def keep_laws(situation: Situation) -> Iterator[Law]:
    """What is installed stays; laws to be lifted one by one, as few as possible."""
    names = {name for name, _version in situation.request.kept}
    for name, version in situation.request.kept:
        if name not in AXIS_OF or not _is_there(name, situation):
            continue
        if name == "mmcv-lite" and "mmcv" not in names:
            yield _still_lite(version)
        axis, view = AXIS_OF[name]
        wanted: "Any" = public(version)
        if name == "torch" and "+" in version:
            view, wanted = _label_of, version
        elif name == "numpy":
            wanted = int(version.partition(".")[0])
        yield law(
            FACT,
            KEEP + name,
            (axis,),
            lambda seen, wanted=wanted: bool(seen == wanted),
            (view,),
            _("{name} {version} is installed"),
            lambda name=name, version=version: (  # type: ignore[misc]
                {"name": name, "version": version},
                "",
            ),
        )


def _still_lite(version: str) -> Law:
    """An mmcv without ops stays one, of whatever version."""
    return law(
        FACT,
        KEEP + "lite",
        (ARTIFACT,),
        lambda kind: bool(kind == LITE),
        (_kind_of,),
        _("{name} {version} is installed"),
        lambda: ({"name": "mmcv-lite", "version": version}, ""),
    )


def _python(situation: Situation) -> Iterator[Law]:
    wanted = situation.python
    if not wanted:
        return
    is_asked = bool(situation.request.python)
    yield law(
        ASKED if is_asked else FACT,
        "request.python" if is_asked else "machine.python",
        (PYTHON,),
        lambda python: bool(python == wanted),
        (itself,),
        _("you asked for Python {python}")
        if is_asked
        else _("the environment has Python {python}"),
        lambda: ({"python": wanted}, "--python" if is_asked else situation.python_source),
    )


def _exactly(package: str, version: str) -> Law:
    return law(
        ASKED,
        f"request.{package}",
        (package,),
        lambda seen: bool(seen == version),
        (itself,),
        _("you asked for {package} {version}"),
        lambda: ({"package": package, "version": version}, f"--{package}"),
    )


def _pin(index: int, name: str, text: str) -> Law:
    axis, view = AXIS_OF[name]
    range_ = text if text[0] in "<>=" else f"=={text}"
    bounds = Bounds.parse(public(range_))
    holds: "Callable[[Any], bool]" = bounds.holds
    if axis == NUMPY:
        holds = lambda major: reaches(bounds, major)  # noqa: E731
    return law(
        ASKED,
        f"pin.{index}.{name}",
        (axis,),
        lambda seen: not seen or holds(seen),
        (view,),
        _("{name}{range} must hold"),
        lambda: ({"name": name, "range": range_}, ""),
    )


def reaches(bounds: Bounds, major: int) -> bool:
    """Whether a range has room inside a major version."""
    for operator, version in bounds.comparisons:
        own = int(version.partition(".")[0])
        is_start = set(version.partition(".")[2]) <= {"0", "."}
        below = operator == "<" and (own < major or (own == major and is_start))
        if below or (operator == "<=" and own < major):
            return False
        if (operator[0] == ">" and own > major) or (operator == "==" and own != major):
            return False
    return True
