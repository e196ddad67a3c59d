"""The calls to NVML through pynvml, in the order of the conversation."""

from typing import Any, Callable, List, Optional, Tuple

from envdoctor.facts.nvml import SOURCE, NvmlAnswer, Progress
from envdoctor.model.facts import Driver, Gpu
from envdoctor.model.read import Read

_PREFIX = "NVML_ERROR_"
_DRIVER_NOT_LOADED, _LIBRARY_NOT_FOUND, _VERSION_MISMATCH = 9, 12, 18
# A feature that this GPU, driver or user lacks is no problem: its field stays None.
_NOT_SUPPORTED, _NO_PERMISSION, _FUNCTION_NOT_FOUND = 3, 4, 13
_HARMLESS = (_NOT_SUPPORTED, _NO_PERMISSION, _FUNCTION_NOT_FOUND)


class _Caller:
    """Calls pynvml by name, so that a call that hangs is known by its name."""

    __slots__ = ("_progress", "nvml", "problem")

    def __init__(self, nvml: Any, progress: Progress) -> None:
        self.nvml = nvml
        self._progress = progress
        self.problem = ""

    def demand(self, name: str, *arguments: Any) -> Any:
        """The call's result; raises `NVMLError`."""
        self._progress.call = name
        return getattr(self.nvml, name)(*arguments)

    def ask(self, name: str, *arguments: Any) -> Any:
        """The call's result, or None; the first failure that matters becomes the problem."""
        try:
            return self.demand(name, *arguments)
        except self.nvml.NVMLError as error:
            if error.value not in _HARMLESS and not self.problem:
                self.problem = f"{name}: {self.explain(error)}"
            return None

    def explain(self, error: Any) -> str:
        """Give name, number and words: "NVML_ERROR_GPU_IS_LOST (15): GPU is lost"."""
        constants = vars(self.nvml).items()
        names = (
            name for name, value in constants if name.startswith(_PREFIX) and value == error.value
        )
        return f"{next(names, 'NVML error')} ({error.value}): {error}"


def converse(progress: Progress, library: Callable[[], str]) -> NvmlAnswer:
    """All that is asked of NVML, from start to shutdown.

    `library` finds the file of NVML: its name bears the version that a loaded kernel module of
    another version refuses.
    """
    try:
        import pynvml
    except ImportError as error:
        return _both(Read.unknown(f"the Python package nvidia-ml-py cannot be imported: {error}"))
    caller = _Caller(pynvml, progress)
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


def _driver(caller: _Caller) -> Read[Driver]:
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


def _gpus(caller: _Caller) -> Read[Tuple[Gpu, ...]]:
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


def _gpu(caller: _Caller, index: int, handle: Any) -> Gpu:
    capability = caller.ask("nvmlDeviceGetCudaComputeCapability", handle)
    memory = caller.ask("nvmlDeviceGetMemoryInfo", handle)
    place = caller.ask("nvmlDeviceGetPciInfo", handle)
    persistence = caller.ask("nvmlDeviceGetPersistenceMode", handle)
    return Gpu(
        index=index,
        name=caller.ask("nvmlDeviceGetName", handle) or "",
        compute_capability=tuple(capability) if capability else None,
        memory_bytes=int(memory.total) if memory else None,
        uuid=caller.ask("nvmlDeviceGetUUID", handle) or "",
        pci=f"{place.domain:04x}:{place.bus:02x}:{place.device:02x}.0" if place else "",
        persistence=None if persistence is None else bool(persistence),
        ecc=_current(caller.ask("nvmlDeviceGetEccMode", handle)),
        mig=_current(caller.ask("nvmlDeviceGetMigMode", handle)),
        problem=caller.problem,
    )


def _current(modes: Optional[Any]) -> Optional[bool]:
    """NVML tells the current and the pending mode."""
    return None if modes is None else bool(modes[0])
