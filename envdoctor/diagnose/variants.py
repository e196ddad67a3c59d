"""Which builds of torch fit this machine: the question behind several checks' goals."""

from typing import Optional, Tuple

from envdoctor.compat.tables import Tables
from envdoctor.model.facts import Facts, Gpu
from envdoctor.model.goal import Constrain, Goal, Variant


def goals_for_fitting_torch(facts: Facts, tables: Tables) -> Tuple[Goal, ...]:
    """A variant of the installed release that fits, else the newest release that has one, else ()."""
    release = facts.torch.known().version.partition("+")[0]
    variants = fitting_variants(facts, tables, release)
    if variants:
        return (Variant(variants),)
    for newer in tables.torch.releases():
        variants = fitting_variants(facts, tables, newer)
        if variants:
            return (Constrain("torch", f"=={newer}"), Variant(variants))
    return ()


def fitting_variants(facts: Facts, tables: Tables, release: str) -> Tuple[str, ...]:
    """CUDA variants of one release that driver and GPUs can run, newest CUDA first."""
    platform = facts.platform.known()
    variants = tables.torch.variants(release, platform.system, platform.machine)
    return tuple(
        variant
        for variant in sorted(variants, key=_cuda_order, reverse=True)
        if driver_runs(facts, tables, variant) and _gpus_run(facts, tables, release, variant)
    )


def driver_version(facts: Facts) -> Optional[str]:
    """The driver's version: as NVML answers, else as the loaded kernel module says."""
    if facts.driver.value:
        return facts.driver.value.version
    return facts.kernel_module.value.version if facts.kernel_module.value else None


def driver_runs(facts: Facts, tables: Tables, variant: str) -> bool:
    """Whether the driver runs the variant's CUDA; an unknown driver is given the benefit."""
    cuda = tables.torch.cuda_of_variant(variant)
    if cuda is None:
        return False
    driver = driver_version(facts)
    need = tables.cuda.driver_need(cuda, facts.platform.known().system)
    return driver is None or need is None or not need.is_above(driver)


def _gpus_run(facts: Facts, tables: Tables, release: str, variant: str) -> bool:
    return all(runs(facts, tables, gpu, release, variant) is not False for gpu in facts.gpus.value or ())


def runs(facts: Facts, tables: Tables, gpu: Gpu, release: str, variant: str) -> Optional[bool]:
    """Whether the GPU finds kernels or PTX in that build of torch; None where it is not known."""
    platform = facts.platform.known()
    package = facts.torch.value.package if facts.torch.value else "wheel"
    arch_list = tables.torch.arch_list(release, variant, platform.system, platform.machine, package)
    if arch_list is None or gpu.compute_capability is None:
        return None
    return arch_list.runs_on(gpu.compute_capability)


def _cuda_order(variant: str) -> Tuple[int, str]:
    return (len(variant), variant)
