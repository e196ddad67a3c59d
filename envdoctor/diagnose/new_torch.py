"""Which torch to install where none is, or where the one that is there is too old."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order, public
from envdoctor.diagnose.minimum import minimum_of
from envdoctor.diagnose.mmcv_releases import allowed_releases, releases_for_mmcv
from envdoctor.diagnose.variants import fitting_variants, gpus_in_use, has_wheel
from envdoctor.model.facts import Facts
from envdoctor.model.goal import Constrain, Goal, Variant
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple


def goals_for_new_torch(facts: Facts, tables: Tables) -> Tuple[Goal, ...]:
    """The newest release that has a wheel here and an mmcv built for it, with the NumPy it accepts.

    Where no mmcv was built for any of them, the newest against which mmcv can be compiled.
    """
    minimum = minimum_of(tables, "torch").version
    releases = [
        (release, variants)
        for release in releases_for_mmcv(facts, tables)
        if order(release) >= order(minimum) and has_wheel(facts, tables, release)
        for variants in (_variants(facts, tables, release),)
        if variants
    ]
    for release, variants in releases:
        built = tuple(v for v in variants if _has_mmcv(facts, tables, release, v))
        if built:
            return _goals(facts, tables, release, built)
    for release, variants in releases[:1]:
        return _goals(facts, tables, release, variants)
    return (Constrain("torch", f">={minimum}"),)


def _variants(facts: Facts, tables: Tables, release: str) -> Tuple[str, ...]:
    """Builds for CUDA where a GPU is there or the present torch is one; else for the CPU."""
    torch = facts.torch.value
    if facts.gpus.value or (torch is not None and torch.cuda):
        return fitting_variants(facts, tables, release, gpus_in_use(facts), is_sure=True)
    known, platform = tables.torch.release(release), facts.platform.known()
    here = known.variants_here(platform.system, platform.machine) if known else None
    return ("cpu",) if "cpu" in (here or ()) else ()


def _has_mmcv(facts: Facts, tables: Tables, release: str, variant: str) -> bool:
    """Whether an mmcv that everything accepts was built for it."""
    python, platform = facts.interpreter.value, facts.platform.value
    if python is None or platform is None:
        return False
    where = (release, variant, python.version, platform.system, platform.machine)
    return (
        tables.mmcv_wheels.newest_for(*where, allowed=allowed_releases(facts, tables)) is not None
    )


def _goals(
    facts: Facts, tables: Tables, release: str, variants: Tuple[str, ...]
) -> Tuple[Goal, ...]:
    return (
        Constrain("torch", f"=={release}"),
        Variant(variants),
        *_numpy(facts, tables, release),
    )


def _numpy(facts: Facts, tables: Tables, release: str) -> Iterator[Constrain]:
    """An older NumPy, where the one that is there is newer than this torch accepts."""
    numpy, platform = facts.numpy.value, facts.platform.known()
    support = tables.torch.numpy_support(release, platform.system)
    if numpy is None or support is None:
        return
    if int(public(numpy.version).partition(".")[0]) > max(support.majors):
        yield Constrain("numpy", f"<{max(support.majors) + 1}")
