"""What one build of torch meets on a machine, cell by cell, asked of the resolver's laws and the tables."""

from __future__ import annotations

from envdoctor.compat.arch import UNKNOWN
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.model.matrix import NOT_KNOWN, NOT_NEEDED, RUNS, TOO_OLD, Kernels, Offer
from envdoctor.model.plan import INFERRED, OBSERVED
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import WHEEL, Artifact, Build
from envdoctor.resolve.laws.law import ARTIFACT, NUMPY
from envdoctor.resolve.third_party import third_party_wheels

if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Tuple

    from envdoctor.resolve.situation import GpuKind, Situation
    from envdoctor.resolve.solver import Constraint
    from envdoctor.resolve.stack import Stack


class Cells:
    """The cells of all rows of one machine."""

    def __init__(self, situation: Situation, stack: Stack, tables: Tables) -> None:
        self._situation = situation
        self._tables = tables
        self._laws = {c.name: c for c in stack.problem.constraints}
        self._majors = stack.problem.axes[NUMPY]
        self._built: Dict[Any, List[Artifact]] = {}
        own = (artifact for artifact in stack.problem.axes[ARTIFACT] if artifact.kind == WHEEL)
        for artifact in (*own, *third_party_wheels(situation, tables)):
            if self._serves(artifact):
                seen = shown(self._laws["wheel.torch"], 1, artifact)
                self._built.setdefault(seen, []).append(artifact)
        self._drivers: Dict[str, str] = {}
        self._offers: Dict[Any, Tuple[Offer, ...]] = {}

    def driver(self, build: Build) -> str:
        """Whether the driver runs the build's CUDA."""
        if not build.cuda:
            return NOT_NEEDED
        if build.cuda not in self._drivers:
            law = self._laws.get("driver")
            runs = RUNS if law is not None and holds(law, build) else TOO_OLD
            self._drivers[build.cuda] = NOT_KNOWN if law is None else runs
        return self._drivers[build.cuda]

    def kernels(self, build: Build) -> Tuple[Kernels, ...]:
        """How the build serves each kind of GPU."""
        return tuple(self._kernels(build, kind) for kind in self._situation.gpus)

    def _kernels(self, build: Build, kind: GpuKind) -> Kernels:
        if not build.cuda:
            return Kernels(kind.sm, "", "")
        arch_list = self._tables.torch.arch_list(
            build.version, build.variant, *self._situation.place
        )
        if arch_list is None:
            return Kernels(kind.sm, UNKNOWN, "")
        answer = arch_list.runs_on(kind.capability)
        return Kernels(kind.sm, answer.kind, answer.target)

    def pythons(self, build: Build) -> Optional[Tuple[str, ...]]:
        """Those it has wheels for, oldest first; None where not established."""
        return None if build.pythons is None else tuple(sorted(build.pythons, key=order))

    def numpy(self, build: Build) -> Tuple[int, ...]:
        """The majors that go with it."""
        law = self._laws["torch.numpy"]
        return tuple(sorted(major for major in self._majors if holds(law, build, major)))

    def offers(self, build: Build, kind: str) -> Tuple[Offer, ...]:
        """The mmcv that were built for it, newest first."""
        law = self._laws["wheel.torch"]
        own = shown(law, 0, build)
        key = (own, build.pythons, kind)
        if key not in self._offers:
            found = (
                self._offer(artifact, build)
                for seen, artifacts in self._built.items()
                if law.allows(own, seen)
                for artifact in artifacts
                if artifact.kind == kind
            )
            kept = [offer for offer in found if offer.pythons]
            kept.sort(key=lambda offer: (order(offer.mmcv), offer.by), reverse=True)
            self._offers[key] = tuple(kept)
        return self._offers[key]

    def _offer(self, artifact: Artifact, build: Build) -> Offer:
        law = self._laws["wheel.python"]
        wanted = self._situation.python
        pythons = tuple(
            python
            for python in sorted(build.pythons or (), key=order)
            if wanted in ("", python) and holds(law, python, artifact)
        )
        seen = any(python in artifact.observed for python in pythons)
        return Offer(artifact.mmcv, artifact.by, OBSERVED if seen else INFERRED, pythons)

    def _serves(self, artifact: Artifact) -> bool:
        """Whether it was compiled for every GPU that is there, as far as anybody says."""
        law = self._laws.get("wheel.kernels")
        return law is None or holds(law, artifact)


def shown(constraint: Constraint, place: int, value: Any) -> Any:
    """What a rule sees of a value of its `place`-th axis."""
    return constraint.views[place](value) if constraint.views else value


def holds(constraint: Constraint, *values: Any) -> bool:
    """Whether a rule holds for these values, one for each of its axes."""
    return constraint.allows(*(shown(constraint, i, value) for i, value in enumerate(values)))
