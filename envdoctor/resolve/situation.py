"""What of a machine and a request decides about versions."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import minor, numbers
from envdoctor.model.facts import NONE, REQUIRED, Facts
from envdoctor.model.machine import Platform
from envdoctor.model.request import AUTO, CPU, Request
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import FrozenSet, Optional, Tuple

    from envdoctor.compat.versions import Capability


class GpuKind(NamedTuple):
    """GPUs of one compute capability."""

    names: Tuple[str, ...]
    capability: Capability

    @property
    def sm(self) -> str:
        """The capability as an arch list writes it: "sm_86"."""
        return f"sm_{self.capability[0]}{self.capability[1]}"


class Situation(NamedTuple):
    """The decisive facts, each with where it was read; sets of packages are made for this."""

    request: Request
    platform: Platform
    platform_source: str
    python: str
    """Minor version that must be kept to ("3.10"), "" where it is free."""
    python_source: str
    """Where the interpreter was read; "" when the request names the Python."""
    gpus: Tuple[GpuKind, ...]
    """Of every capability once; those whose capability is not known are left out."""
    gpus_source: str
    is_gpu_wanted: bool
    """Whether torch is to be a CUDA build."""
    driver: str
    """Its version, "" where none is known."""
    driver_cuda: str
    """Newest CUDA that a driver says it runs beyond its own ("" where it does not)."""
    driver_source: str
    libc: Optional[Tuple[str, str]]
    """Name and version; None where it is not known."""
    libc_source: str
    toolkits: Optional[FrozenSet[str]]
    """Minor versions of the CUDA toolkits; None where nobody looked."""
    toolkits_source: str

    @property
    def place(self) -> Tuple[str, str]:
        """System and machine, as the tables are asked."""
        return self.platform.system, self.platform.machine

    @property
    def cuda(self) -> str:
        """The CUDA that the request names; "" for "auto" and "cpu"."""
        return "" if self.request.cuda in (AUTO, CPU) else self.request.cuda


def situation_of(facts: Facts, request: Request, tables: Tables) -> Situation:
    """The decisive facts; raises `NotKnown` where not even the platform is known."""
    platform = facts.platform.known()
    libc = facts.libc.value
    toolkits = facts.toolkits
    python, python_source = _python(facts, request)
    driver, driver_source = _driver(facts)
    looked = toolkits.value is not None or toolkits.is_absent
    return Situation(
        request=request,
        platform=platform,
        platform_source=facts.platform.source,
        python=python,
        python_source=python_source,
        gpus=_gpus(facts),
        gpus_source=facts.gpus.source,
        is_gpu_wanted=_is_gpu_wanted(facts, request),
        driver=driver,
        driver_cuda=_extended(facts, tables),
        driver_source=driver_source,
        libc=(libc.name, libc.version) if libc else None,
        libc_source=facts.libc.source,
        toolkits=frozenset(minor(t.version) for t in toolkits.value or ()) if looked else None,
        toolkits_source=toolkits.source,
    )


def _python(facts: Facts, request: Request) -> Tuple[str, str]:
    if request.python:
        return minor(request.python), ""
    found = facts.interpreter.value
    if found is None or not found.present:
        return "", ""
    return minor(found.version), facts.interpreter.source


def _gpus(facts: Facts) -> Tuple[GpuKind, ...]:
    visible = {entry.gpu for entry in facts.visible_devices.value or () if entry.gpu is not None}
    kinds: "dict[Capability, list[str]]" = {}
    for gpu in facts.gpus.value or ():
        if gpu.compute_capability is not None and (not visible or gpu.index in visible):
            kinds.setdefault(gpu.compute_capability, []).append(gpu.name)
    return tuple(
        GpuKind(tuple(dict.fromkeys(names)), capability)
        for capability, names in sorted(kinds.items(), reverse=True)
    )


def _is_gpu_wanted(facts: Facts, request: Request) -> bool:
    if request.cuda == AUTO:
        seen = bool(facts.gpus.value) and facts.expect_gpu != NONE
        return seen or facts.expect_gpu == REQUIRED
    return request.cuda != CPU


def _driver(facts: Facts) -> Tuple[str, str]:
    """The driver as NVML answers, else as the loaded kernel module says."""
    if facts.driver.value:
        return facts.driver.value.version, facts.driver.source
    module = facts.kernel_module
    return (module.value.version, module.source) if module.value else ("", "")


def _extended(facts: Facts, tables: Tables) -> str:
    """A compatibility package makes a driver run a newer CUDA than its own; then which."""
    driver = facts.driver.value
    if driver is None or not driver.cuda:
        return ""
    own = tables.cuda.cuda_of_driver(driver.version, facts.platform.known().system)
    return driver.cuda if own and numbers(driver.cuda) > numbers(own) else ""
