"""The stack as a problem: axes from the tables and the request, every rule a named constraint."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.candidates import artifacts, builds, mmcv_versions, pythons, releases
from envdoctor.resolve.choices import LEFT_OUT, ORIGINS, Artifact
from envdoctor.resolve.laws.law import (
    ARTIFACT,
    AXES,
    MMACTION2,
    MMCV,
    MMDET,
    MMENGINE,
    MMPOSE,
    NUMPY,
    OPENCV,
    ORIGIN,
    PYTHON,
    SETUPTOOLS,
    TORCH,
    Law,
)
from envdoctor.resolve.laws.libraries import NUMPY_MAJORS, library_laws, setuptools_spans
from envdoctor.resolve.laws.machine import machine_laws, python_of_torch
from envdoctor.resolve.laws.packages import package_laws
from envdoctor.resolve.laws.wheels import wheel_laws
from envdoctor.resolve.laws.wishes import keep_laws, wish_laws
from envdoctor.resolve.solver import Problem
from envdoctor.resolve.third_party import third_party_wheels

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, Mapping, Tuple

    from envdoctor.model.plan import Member
    from envdoctor.resolve.situation import Situation


class Stack(NamedTuple):
    """The problem of one request on one machine, and the sentences of its rules."""

    problem: Problem
    laws: Mapping[str, Law]
    """By name; those that only put the problem are not among them."""
    told: Dict[str, Member]
    """Sentences that were asked for."""

    def tell(self, name: str) -> Member:
        """The sentence of one rule."""
        if name not in self.told:
            say = self.laws[name].tell
            if say is None:
                raise KeyError(name)
            self.told[name] = say()
        return self.told[name]


def stack_of(situation: Situation, tables: Tables) -> Stack:
    """Axes and laws, those first that a conflict should rather name."""
    others = third_party_wheels(situation, tables)
    axes = _axes(situation, tables, others)
    laws = tuple(_laws(situation, tables, axes[ARTIFACT]))
    return Stack(
        problem=Problem(axes, tuple(law.constraint for law in laws)),
        laws={law.name: law for law in laws if law.tell is not None},
        told={},
    )


def _axes(
    situation: Situation, tables: Tables, others: Tuple[Artifact, ...]
) -> Dict[str, Tuple[Any, ...]]:
    every = builds(situation, tables)
    asked = situation.request.mmaction2
    free = pythons(situation, every)
    values = {
        ORIGIN: ORIGINS,
        MMACTION2: releases(MMACTION2, situation, tables, (asked,) if asked else ()),
        MMCV: mmcv_versions(situation, tables, others),
        TORCH: every,
        NUMPY: NUMPY_MAJORS,
        PYTHON: free,
        ARTIFACT: artifacts(situation, tables, free, others),
        MMENGINE: releases(MMENGINE, situation, tables),
        MMDET: _optional(MMDET, situation, tables),
        MMPOSE: _optional(MMPOSE, situation, tables),
        SETUPTOOLS: setuptools_spans(tables),
        OPENCV: _opencv(situation, tables),
    }
    return {axis: values[axis] for axis in AXES}


def _optional(package: str, situation: Situation, tables: Tables) -> Tuple[str, ...]:
    """The releases of a package that may also be left out; () of them where nobody asked for it."""
    if package not in situation.request.packages:
        return (LEFT_OUT,)
    return (*releases(package, situation, tables), LEFT_OUT)


def _opencv(situation: Situation, tables: Tables) -> Tuple[str, ...]:
    """The table's releases, and those that are there or asked for."""
    owners = tables.libraries.cv2_distributions()
    request = situation.request
    named = [
        text.lstrip("=")
        for name, text in (*request.pins, *request.kept)
        if name in owners and text.lstrip("=")[:1].isdigit() and "," not in text
    ]
    known = {*tables.libraries.opencv_versions(), *named}
    return tuple(sorted(known, key=order, reverse=True))


def _laws(situation: Situation, tables: Tables, ways: Tuple[Artifact, ...]) -> Iterator[Law]:
    yield from machine_laws(situation, tables)
    yield from wish_laws(situation)
    yield from package_laws(situation, tables)
    yield from wheel_laws(situation, tables, ways)
    yield python_of_torch(tables)
    yield from library_laws(situation, tables)
    yield from keep_laws(situation)
