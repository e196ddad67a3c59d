"""One call to NVML at a time, by name, with what its failure means."""

from __future__ import annotations

from typing import Any

from envdoctor.facts.nvml import Progress

_PREFIX = "NVML_ERROR_"
_NOT_SUPPORTED, _NO_PERMISSION, _FUNCTION_NOT_FOUND, _GPU_IS_LOST = 3, 4, 13, 15
# A feature that this GPU, driver or user lacks is no problem: its field stays None.
_HARMLESS = (_NOT_SUPPORTED, _NO_PERMISSION, _FUNCTION_NOT_FOUND)


class Caller:
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

    def try_(self, name: str, *arguments: Any) -> Any:
        """The call's result, or None: for what many GPUs, drivers and bindings do not have."""
        if not hasattr(self.nvml, name):
            return None
        try:
            return self.demand(name, *arguments)
        except self.nvml.NVMLError as error:
            if error.value == _GPU_IS_LOST and not self.problem:
                self.problem = f"{name}: {self.explain(error)}"
            return None

    def explain(self, error: Any) -> str:
        """Give name, number and words: "NVML_ERROR_GPU_IS_LOST (15): GPU is lost"."""
        constants = vars(self.nvml).items()
        names = (
            name for name, value in constants if name.startswith(_PREFIX) and value == error.value
        )
        return f"{next(names, 'NVML error')} ({error.value}): {error}"
