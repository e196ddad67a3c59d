"""Which builds of torch fit this machine: the question behind several checks' goals."""

from __future__ import annotations

from envdoctor.compat.arch import ArchList
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.mmcv_releases import releases_for_mmcv
from envdoctor.model.facts import Facts
from envdoctor.model.goal import Constrain, Goal, Variant
from envdoctor.model.machine import Gpu
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple


def goals_for_fitting_torch(facts: Facts, tables: Tables) -> Tuple[Goal, ...]:
    """A variant of the installed release that fits, else the newest release that has one, else ().

    Where no build serves all GPUs, one for the newest of them. A release that mmcv does not compile
    against comes late, a build whose architectures nobody has told last.
    """
    own = facts.torch.known().version.partition("+")[0]
    gpus = gpus_in_use(facts)
    newest = tuple(gpu for gpu in gpus if not _is_older(gpu, gpus))
    for is_sure in (True, False):
        for served in dict.fromkeys((gpus, newest)):
            variants = fitting_variants(facts, tables, own, served, is_sure=is_sure)
            if variants:
                return (Variant(variants),)
        for served in dict.fromkeys((gpus, newest)):
            for release in releases_for_mmcv(facts, tables):
                variants = fitting_variants(facts, tables, release, served, is_sure=is_sure)
                if variants and has_wheel(facts, tables, release):
                    return (Constrain("torch", f"=={release}"), Variant(variants))
    return ()


def fitting_variants(
    facts: Facts, tables: Tables, version: str, gpus: Tuple[Gpu, ...], *, is_sure: bool
) -> Tuple[str, ...]:
    """CUDA variants of one release that driver and GPUs can run, newest CUDA first."""
    platform = facts.platform.known()
    release = tables.torch.release(version)
    variants = release.variants_here(platform.system, platform.machine) if release else None
    return tuple(
        variant
        for variant in sorted(variants or (), key=_cuda_order, reverse=True)
        if driver_runs(facts, tables, variant)
        and all(_serves(facts, tables, gpu, version, variant, is_sure=is_sure) for gpu in gpus)
    )


def gpus_in_use(facts: Facts) -> Tuple[Gpu, ...]:
    """The GPUs that CUDA_VISIBLE_DEVICES leaves visible; all where it is not set or names none."""
    gpus = facts.gpus.value or ()
    entries = facts.visible_devices.value or ()
    visible = {entry.gpu for entry in entries if entry.gpu is not None}
    return tuple(gpu for gpu in gpus if not visible or gpu.index in visible)


def is_spare(gpu: Gpu, gpus: Tuple[Gpu, ...], built: ArchList) -> bool:
    """Whether a newer GPU beside it is served: CUDA takes that one first, this one may be for show."""
    return any(
        other.compute_capability is not None
        and built.runs_on(other.compute_capability).works is True
        for other in gpus
        if _is_older(gpu, (other,))
    )


def _is_older(gpu: Gpu, others: Tuple[Gpu, ...]) -> bool:
    """Whether one of the others is of a newer architecture."""
    own = gpu.compute_capability
    return own is not None and any((other.compute_capability or own) > own for other in others)


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


def _serves(
    facts: Facts, tables: Tables, gpu: Gpu, version: str, variant: str, *, is_sure: bool
) -> bool:
    """Whether PyTorch's wheel of that release and variant serves the GPU, or may where unknown."""
    platform = facts.platform.known()
    if gpu.compute_capability is None:
        return True
    # What is proposed is a wheel, also where conda's package is installed.
    built = tables.torch.arch_list(version, variant, platform.system, platform.machine, "wheel")
    works = built.runs_on(gpu.compute_capability).works if built else None
    return works is True or (works is None and not is_sure)


def has_wheel(facts: Facts, tables: Tables, version: str) -> bool:
    """Whether that release has a wheel for the environment's Python; unknown may."""
    python, platform = facts.interpreter.value, facts.platform.known()
    release = tables.torch.release(version)
    pythons = release.pythons(platform.system, platform.machine) if release else None
    return python is None or not pythons or ".".join(python.version.split(".")[:2]) in pythons


def _cuda_order(variant: str) -> Tuple[int, str]:
    return (len(variant), variant)
