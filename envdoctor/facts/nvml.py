"""Driver and GPUs, asked of NVML beside the main thread and behind a deadline."""

from __future__ import annotations

from envdoctor.facts.deadline import NoAnswer, Pending
from envdoctor.facts.machine import system_of
from envdoctor.facts.nvidia import library_file, sign_of_nvidia
from envdoctor.facts.outcome import not_running
from envdoctor.facts.root import Root
from envdoctor.model.machine import Driver, Gpu
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Mapping, Optional, Tuple

    NvmlAnswer = Tuple[Read[Driver], Read[Tuple[Gpu, ...]]]
    """Driver and GPUs as NVML told them.

    The reason of a reading that failed begins with NVML's own name of the error and its number:
    "NVML_ERROR_LIB_RM_VERSION_MISMATCH (18): ...".
    """
else:
    NvmlAnswer = object

NVML_SECONDS = 15.0
"""How long NVML may take; without persistence mode, waking eight GPUs takes several seconds."""

SOURCE = "NVML"


class Progress:
    """How far the conversation has come: what was said before a hang is kept."""

    __slots__ = ("call", "driver")

    def __init__(self) -> None:
        self.call = "nvmlInit"
        self.driver: Optional[Read[Driver]] = None


class NvmlProbe:
    """A conversation with NVML that is under way, or the reason why there is none."""

    __slots__ = ("_pending", "_progress", "_why_not")

    def __init__(self, why_not: Optional[Read[Any]] = None) -> None:
        """With `why_not` NVML is not asked, and this is the answer."""
        self._why_not = why_not
        self._progress = Progress()
        self._pending: Optional[Pending[NvmlAnswer]] = None

    def start(self, root: Root, environ: Mapping[str, str], seconds: float) -> "NvmlProbe":
        """Begins the conversation; its time runs from now."""
        # Not beside the main thread: to import is to compute, and two threads that do so are slower.
        from envdoctor.facts.nvml_binding import import_pynvml
        from envdoctor.facts.nvml_calls import converse

        try:
            pynvml = import_pynvml()
        except ImportError as error:
            why = f"the Python package nvidia-ml-py cannot be imported: {error}"
            self._why_not = Read.unknown(why)
            return self
        self._pending = Pending(
            lambda: converse(pynvml, self._progress, lambda: library_file(root, environ)), seconds
        )
        return self

    def answer(self) -> NvmlAnswer:
        """Waits until NVML has answered or its time is over; NVML's faults are in the answer."""
        if self._pending is None:
            why_not = self._why_not or Read.unknown("NVML was not asked", SOURCE)
            return why_not, why_not
        try:
            return self._pending.answer()
        except NoAnswer as error:
            lost: Read[Any] = Read.unknown(f"{self._progress.call} {error}", SOURCE)
            return self._progress.driver or lost, lost


def start_nvml(
    root: Root, environ: Mapping[str, str], system: str = "", seconds: float = NVML_SECONDS
) -> NvmlProbe:
    """Starts to ask NVML where anything of NVIDIA is to be seen; elsewhere pynvml stays out.

    `environ` and `system` ("" = the root's own) say where to look. The caller reads other things
    before it asks the probe for its answer.
    """
    if not root.is_live:
        return NvmlProbe(not_running(SOURCE))
    if not sign_of_nvidia(root, system or system_of(root), environ):
        why = "no NVIDIA device file and nothing of an NVIDIA driver"
        return NvmlProbe(Read.absent("/dev, /proc/driver/nvidia", why))
    return ask_nvml(root, environ, seconds)


def ask_nvml(root: Root, environ: Mapping[str, str], seconds: float = NVML_SECONDS) -> NvmlProbe:
    """Starts to ask NVML, whatever is to be seen of NVIDIA; `seconds` run from now."""
    return NvmlProbe().start(root, environ, seconds)
