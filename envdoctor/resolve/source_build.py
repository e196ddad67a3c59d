"""What has to be built from source, what that needs here, and what it costs."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import dotted, numbers
from envdoctor.model.facts import Facts
from envdoctor.model.plan import FROM_SOURCE, Pin, Precondition, SourceBuild
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import Build

if TYPE_CHECKING:
    from typing import Iterator, List, Optional, Tuple

    from envdoctor.resolve.situation import Situation

_GIBIBYTE = 1 << 30


def source_builds(
    pins: Tuple[Pin, ...], build: Build, situation: Situation, facts: Facts, tables: Tables
) -> Tuple[SourceBuild, ...]:
    """One for every pin that is not a wheel."""
    return tuple(
        _compile(pin, build, situation, facts, tables)
        if pin.name == "mmcv"
        else _clone(pin, tables)
        for pin in pins
        if pin.how == FROM_SOURCE
    )


def _clone(pin: Pin, tables: Tables) -> SourceBuild:
    return SourceBuild(
        name=pin.name,
        version=pin.version,
        compiles=False,
        repository=tables.openmmlab.repository(pin.name) or "",
        preconditions=(),
        variables=(),
        estimated_seconds=None,
        price=_("a clone of its repository stays on the disk, and is what Python imports"),
        params={},
    )


def _compile(
    pin: Pin, build: Build, situation: Situation, facts: Facts, tables: Tables
) -> SourceBuild:
    cost = tables.mmcv_wheels.build_cost()
    jobs = _jobs(facts, cost.peak_bytes)
    seconds = None
    if build.variant == cost.variant and jobs:
        seconds = cost.wall_seconds * cost.jobs / jobs
    return SourceBuild(
        name=pin.name,
        version=pin.version,
        compiles=True,
        repository=tables.openmmlab.repository(pin.name) or "",
        preconditions=tuple(_preconditions(build, situation, facts, tables)),
        variables=_variables(build, situation, jobs),
        estimated_seconds=seconds,
        price=_(
            "a compile: {minutes} minutes with {jobs} jobs were measured for the CPU alone, kernels for a GPU take longer; {gibibytes} GiB of memory a job"
        ),
        params={
            "minutes": f"{cost.wall_seconds / 60:.0f}",
            "jobs": str(cost.jobs),
            "gibibytes": f"{cost.peak_bytes / _GIBIBYTE:.1f}",
        },
    )


def _jobs(facts: Facts, peak_bytes: int) -> Optional[int]:
    """As many as processors and memory carry; None where neither is known."""
    limits: List[int] = []
    if facts.cpu.value is not None:
        limits.append(int(facts.cpu.value.usable))
    if facts.memory.value is not None and facts.memory.value.available_bytes is not None:
        limits.append(facts.memory.value.available_bytes // peak_bytes)
    return max(1, min(limits)) if limits else None


def _variables(
    build: Build, situation: Situation, jobs: Optional[int]
) -> Tuple[Tuple[str, str], ...]:
    found = [("MMCV_WITH_OPS", "1")]
    if build.cuda:
        found.append(("FORCE_CUDA", "1"))
    if build.cuda and situation.gpus:
        targets = sorted(dotted(kind.capability) for kind in situation.gpus)
        found.append(("TORCH_CUDA_ARCH_LIST", ";".join(targets)))
    if jobs:
        found.append(("MAX_JOBS", str(jobs)))
    return tuple(found)


def _preconditions(
    build: Build, situation: Situation, facts: Facts, tables: Tables
) -> Iterator[Precondition]:
    if build.cuda:
        kits = situation.toolkits
        yield Precondition(
            "toolkit",
            None if kits is None else build.cuda in kits,
            _("the CUDA toolkit {cuda}, with nvcc, is there"),
            {"cuda": build.cuda},
            situation.toolkits_source,
        )
    yield _compiler(build, facts, tables)
    yield _memory(facts, tables)


def _compiler(build: Build, facts: Facts, tables: Tables) -> Precondition:
    """A gcc that torch's headers and nvcc accept, by its major version."""
    least = tables.cuda.torch_gcc_minimum(build.version)
    limit = tables.cuda.host_compiler(build.cuda) if build.cuda else None
    most = limit.gcc_max if limit else None
    majors = [
        numbers(compiler.version)[0]
        for compiler in facts.compilers.value or ()
        if compiler.name in ("gcc", "g++") and compiler.version[:1].isdigit()
    ]
    fits = [
        major
        for major in majors
        if (least is None or major >= least.major) and (most is None or major <= most)
    ]
    looked = facts.compilers.value is not None or facts.compilers.is_absent
    windows = _is_windows(facts)
    return Precondition(
        "compiler",
        None if windows or not looked else bool(fits),
        _("a host compiler is there: gcc {least} to {most}, or what Visual Studio brings"),
        {"least": str(least.major) if least else "?", "most": str(most) if most else "?"},
        limit.source if limit else (least.source if least else ""),
    )


def _is_windows(facts: Facts) -> bool:
    """Whether the compiler is Visual Studio's, of which no fact tells here."""
    return facts.platform.value is not None and facts.platform.value.system == "windows"


def _memory(facts: Facts, tables: Tables) -> Precondition:
    cost = tables.mmcv_wheels.build_cost()
    memory = facts.memory.value
    free = memory.available_bytes if memory else None
    return Precondition(
        "memory",
        None if free is None else free >= cost.peak_bytes,
        _("{gibibytes} GiB of memory are free for each job"),
        {"gibibytes": f"{cost.peak_bytes / _GIBIBYTE:.1f}"},
        cost.source,
    )
