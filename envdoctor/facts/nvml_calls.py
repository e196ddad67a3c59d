"""The calls to NVML through pynvml, in the order of the conversation."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

from envdoctor.facts.nvml import SOURCE, NvmlAnswer, Progress
from envdoctor.facts.nvml_caller import Caller
from envdoctor.facts.nvml_health import ask_fabric, ask_health
from envdoctor.model.machine import Driver, Gpu, MigSlice
from envdoctor.model.read import Read

_DRIVER_NOT_LOADED, _LIBRARY_NOT_FOUND, _VERSION_MISMATCH = 9, 12, 18
_NOT_FOUND = 6


def converse(pynvml: Any, progress: Progress, library: Callable[[], str]) -> NvmlAnswer:
    """All that is asked of NVML, from start to shutdown, through the module `pynvml`.

    `library` finds the file of NVML: its name bears the version that a loaded kernel module of
    another version refuses.
    """
    caller = Caller(pynvml, progress)
    try:
        caller.demand("nvmlInit")
    except pynvml.NVMLError as error:
        return _both(_refused(error.value, caller.explain(error), library))
    driver = progress.driver = _driver(caller)
    gpus = _gpus(caller)
    caller.ask("nvmlShutdown")
    return driver, gpus


def _both(reading: Read[Any]) -> NvmlAnswer:
    return reading, reading


def _refused(code: int, why: str, library: Callable[[], str]) -> Read[Any]:
    """No library and no loaded driver are *absent*; a driver that refuses is *unreadable*."""
    if code in (_DRIVER_NOT_LOADED, _LIBRARY_NOT_FOUND):
        return Read.absent("nvmlInit", why)
    file = library() if code == _VERSION_MISMATCH else ""
    return Read.unreadable("nvmlInit", f"{why} ({file})" if file else why)


def _driver(caller: Caller) -> Read[Driver]:
    caller.problem = ""
    version = caller.ask("nvmlSystemGetDriverVersion")
    if version is None:
        return Read.unreadable(SOURCE, caller.problem or "NVML does not tell the driver's version")
    # The second version asks libcuda itself, so that a compatibility package counts; it fails where
    # a container was given NVML without libcuda.
    cuda = caller.ask("nvmlSystemGetCudaDriverVersion_v2")
    if cuda is None:
        cuda = caller.ask("nvmlSystemGetCudaDriverVersion")
    label = f"{cuda // 1000}.{cuda % 1000 // 10}" if cuda else ""
    return Read.of(Driver(str(version), label, caller.problem), SOURCE)


def _gpus(caller: Caller) -> Read[Tuple[Gpu, ...]]:
    try:
        count = caller.demand("nvmlDeviceGetCount")
    except caller.nvml.NVMLError as error:
        return Read.unreadable("nvmlDeviceGetCount", caller.explain(error))
    found: List[Gpu] = []
    for index in range(count):
        caller.problem = ""
        try:
            handle = caller.demand("nvmlDeviceGetHandleByIndex", index)
        except caller.nvml.NVMLError as error:
            problem = f"nvmlDeviceGetHandleByIndex: {caller.explain(error)}"
            found.append(Gpu(index, "", None, None, "", "", None, None, None, problem))
            continue
        found.append(_gpu(caller, index, handle))
    return Read.of(tuple(found), SOURCE)


def _gpu(caller: Caller, index: int, handle: Any) -> Gpu:
    capability = caller.ask("nvmlDeviceGetCudaComputeCapability", handle)
    memory = caller.ask("nvmlDeviceGetMemoryInfo", handle)
    place = caller.ask("nvmlDeviceGetPciInfo", handle)
    persistence = caller.ask("nvmlDeviceGetPersistenceMode", handle)
    ecc = _current(caller.ask("nvmlDeviceGetEccMode", handle))
    mig = _current(caller.ask("nvmlDeviceGetMigMode", handle))
    slices = _slices(caller, handle) if mig else None
    health = ask_health(caller, handle, counted=bool(ecc))
    fabric = ask_fabric(caller, handle)
    return Gpu(
        index=index,
        name=caller.ask("nvmlDeviceGetName", handle) or "",
        compute_capability=tuple(capability) if capability else None,
        memory_bytes=int(memory.total) if memory else None,
        uuid=caller.ask("nvmlDeviceGetUUID", handle) or "",
        pci=f"{place.domain:04x}:{place.bus:02x}:{place.device:02x}.0" if place else "",
        persistence=None if persistence is None else bool(persistence),
        ecc=ecc,
        mig=mig,
        problem=caller.problem,
        slices=slices,
        health=health,
        fabric=fabric,
    )


def _slices(caller: Caller, handle: Any) -> Optional[Tuple[MigSlice, ...]]:
    """The MIG instances that this process may see; None when they cannot be listed."""
    count = caller.try_("nvmlDeviceGetMaxMigDeviceCount", handle)
    if count is None:
        return None
    found: List[MigSlice] = []
    for slot in range(count):
        try:
            part = caller.demand("nvmlDeviceGetMigDeviceHandleByIndex", handle, slot)
        except caller.nvml.NVMLError as error:
            if error.value == _NOT_FOUND:
                continue  # an empty slot
            return tuple(found) or None
        memory = caller.try_("nvmlDeviceGetMemoryInfo", part)
        found.append(
            MigSlice(
                caller.try_("nvmlDeviceGetName", part) or "",
                int(memory.total) if memory else None,
                caller.try_("nvmlDeviceGetUUID", part) or "",
            )
        )
    return tuple(found)


def _current(modes: Optional[Any]) -> Optional[bool]:
    """NVML tells the current and the pending mode."""
    return None if modes is None else bool(modes[0])
