"""A rule of the stack: what it asks of the axes, and the sentence that says so."""

from __future__ import annotations

from functools import lru_cache

from envdoctor.compat.versions import Bounds
from envdoctor.model.plan import Member
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.choices import Build
from envdoctor.resolve.solver import Constraint

if TYPE_CHECKING:
    from typing import Any, Callable, Mapping, Optional, Tuple

    Views = Tuple[Callable[[Any], Any], ...]

ORIGIN = "origin"
TORCH = "torch"
PYTHON = "python"
ARTIFACT = "artifact"
MMCV = "mmcv"
MMENGINE = "mmengine"
MMACTION2 = "mmaction2"
MMDET = "mmdet"
MMPOSE = "mmpose"
NUMPY = "numpy"
OPENCV = "opencv"
SETUPTOOLS = "setuptools"
AXES = (
    ORIGIN,
    MMACTION2,
    MMCV,
    TORCH,
    NUMPY,
    PYTHON,
    ARTIFACT,
    MMENGINE,
    MMDET,
    MMPOSE,
    SETUPTOOLS,
    OPENCV,
)
"""In the order of preference: no compile, the newest mmaction2, the newest mmcv, the newest torch;
then a NumPy under which all of mmaction2 works, before the newest Python."""


class Law(NamedTuple):
    """One named rule, fact or wish."""

    constraint: Constraint
    tell: Optional[Callable[[], Member]]
    """The sentence with its source; None for what is only how the problem is put."""

    @property
    def name(self) -> str:
        """As conflicts name it."""
        return self.constraint.name


def law(
    kind: str,
    name: str,
    axes: Tuple[str, ...],
    allows: Callable[..., bool],
    views: Views,
    sentence: str,
    say: Callable[[], Tuple[Mapping[str, str], str]],
) -> Law:
    """A law; `say` gives the sentence's params and its source when somebody wants to read it."""

    def tell() -> Member:
        params, source = say()
        return Member(kind, name, sentence, params, source)

    return Law(Constraint(name, axes, allows, views), tell)


def given(name: str, axes: Tuple[str, ...], allows: Callable[..., bool], views: Views) -> Law:
    """What belongs to how the problem is put, and needs no sentence."""
    return Law(Constraint(name, axes, allows, views, is_given=True), None)


def version_of(build: Build) -> str:
    """The view that shows a torch's release."""
    return build.version


def cuda_of(build: Build) -> str:
    """The view that shows a torch's CUDA, "" without."""
    return build.cuda


def itself(value: Any) -> Any:
    """The view that shows a whole value."""
    return value


@lru_cache(maxsize=256)
def is_inside(text: str) -> Callable[[str], bool]:
    """Whether a version is there, and inside a range; for one range always the same function."""
    bounds = Bounds.parse(text)
    return lambda version: bool(version) and bounds.holds(version)
