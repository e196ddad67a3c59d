"""Which builds of torch fit this machine: the question behind several checks' goals."""

from __future__ import annotations

from envdoctor.compat.arch import RunsOn
from envdoctor.compat.tables import Tables
from envdoctor.model.facts import Facts, Gpu
from envdoctor.model.goal import Constrain, Goal, Variant
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple


def goals_for_fitting_torch(facts: Facts, tables: Tables) -> Tuple[Goal, ...]:
    """A variant of the installed release that fits, else the newest release that has one, else ()."""
    own = facts.torch.known().version.partition("+")[0]
    variants = fitting_variants(facts, tables, own)
    if variants:
        return (Variant(variants),)
    for release in reversed(tables.torch.versions()):
        variants = fitting_variants(facts, tables, release)
        if variants and _has_wheel(facts, tables, release):
            return (Constrain("torch", f"=={release}"), Variant(variants))
    return ()


def fitting_variants(facts: Facts, tables: Tables, version: str) -> Tuple[str, ...]:
    """CUDA variants of one release that driver and GPUs can run, newest CUDA first."""
    platform = facts.platform.known()
    release = tables.torch.release(version)
    variants = release.variants_here(platform.system, platform.machine) if release else None
    return tuple(
        variant
        for variant in sorted(variants or (), key=_cuda_order, reverse=True)
        if driver_runs(facts, tables, variant) and _gpus_run(facts, tables, version, variant)
    )


def driver_version(facts: Facts) -> Optional[str]:
    """The driver's version: as NVML answers, else as the loaded kernel module says."""
    if facts.driver.value:
        return facts.driver.value.version
    return facts.kernel_module.value.version if facts.kernel_module.value else None


def driver_runs(facts: Facts, tables: Tables, variant: str) -> bool:
    """Whether the driver runs the variant's CUDA; a driver or minimum that is not known may."""
    cuda = cuda_of_variant(variant)
    if cuda is None:
        return False
    driver = driver_version(facts)
    need = tables.cuda.driver_need(cuda, facts.platform.known().system)
    return driver is None or need is None or need.met_by(driver)


def cuda_of_variant(variant: str) -> Optional[str]:
    """The "12.1" of "cu121"; None for a variant without CUDA."""
    digits = variant[2:]
    return f"{digits[:-1]}.{digits[-1]}" if variant.startswith("cu") and digits.isdigit() else None


def runs(facts: Facts, tables: Tables, gpu: Gpu, version: str, variant: str) -> Optional[RunsOn]:
    """How the GPU is served by that build of torch; None where nothing is known of it."""
    platform = facts.platform.known()
    package = facts.torch.value.package if facts.torch.value else "wheel"
    built = tables.torch.arch_list(version, variant, platform.system, platform.machine, package)
    if built is None or gpu.compute_capability is None:
        return None
    return built.runs_on(gpu.compute_capability)


def _gpus_run(facts: Facts, tables: Tables, version: str, variant: str) -> bool:
    found = (runs(facts, tables, gpu, version, variant) for gpu in facts.gpus.value or ())
    return all(how is None or bool(how) for how in found)


def _has_wheel(facts: Facts, tables: Tables, version: str) -> bool:
    """Whether that release has a wheel for the environment's Python; unknown may."""
    python, platform = facts.interpreter.value, facts.platform.known()
    release = tables.torch.release(version)
    pythons = release.pythons(platform.system, platform.machine) if release else None
    return python is None or not pythons or ".".join(python.version.split(".")[:2]) in pythons


def _cuda_order(variant: str) -> Tuple[int, str]:
    return (len(variant), variant)
