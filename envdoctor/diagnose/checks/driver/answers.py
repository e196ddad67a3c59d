"""The NVIDIA driver that is loaded answers.

A driver that an Xid error or a resume from sleep has left behind, one that hangs, or device files
that this user may not open: CUDA finds nothing in all of them, and torch only reports False.

How it is known: NVML's answer: its own error, or the time limit that ended the waiting. A mismatch
of versions, a lost GPU, containers and WSL have checks of their own.

Bad: nvmlInit ends with NVML_ERROR_UNKNOWN (999) outside a container. Good: NVML lists the GPU.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.fault import Fault, found
from envdoctor.diagnose.gpu_use import (
    GPU_IS_LOST,
    NO_ACCESS,
    NO_PERMISSION,
    VERSION_MISMATCH,
    device_evidence,
    error_number,
    is_tegra,
    nvml_error,
    says,
)
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import DRIVER, MEDIUM, WARNING, Finding
from envdoctor.model.read import UNREADABLE
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

RULE = Rule(
    "driver.answers",
    DRIVER,
    _("the NVIDIA driver that is loaded answers"),
    caused_by=("driver.wsl",),
    reference="https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceEnumvs.html",
)
_RELOAD = _(
    "restart the machine; if it stays so, read what the driver wrote: sudo dmesg | grep -i NVRM"
)

_SLOW = Fault(
    "slow",
    "probe_timed_out",
    _("the NVIDIA driver did not answer in time"),
    _(
        "The NVML call did not return: {said}. Programs that ask for a GPU hang the same way. Persistence mode avoids the seconds it takes to wake many GPUs."
    ),
    _RELOAD,
    MEDIUM,
    WARNING,
)
_FORBIDDEN = Fault(
    "permission",
    "permission_denied",
    _("this user may not open the NVIDIA device files"),
    _("NVML was refused: {said}."),
    _(
        "let this user open /dev/nvidia* (ls -l /dev/nvidia*; a job gets its GPUs from its scheduler)"
    ),
    MEDIUM,
    WARNING,
)
_BROKEN = Fault(
    "broken",
    "driver_state_broken",
    _("the NVIDIA driver is installed but does not work"),
    _("NVML said: {said}. CUDA finds no GPU until the driver's modules are reloaded."),
    _RELOAD,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """How the driver answered."""
    fault = None if is_tegra(facts) else _fault(facts)
    if fault is None:
        return
    problem = _problem(facts)
    said = facts.gpus.reason or facts.driver.reason or problem
    yield found(
        RULE,
        facts,
        fault,
        {"said": said.rstrip(".")},
        (
            facts.driver.evidence("driver", says(facts.driver)),
            facts.gpus.evidence("GPUs", problem or says(facts.gpus)),
            *device_evidence(facts),
        ),
    )


def _fault(facts: Facts) -> Optional[Fault]:
    if facts.driver.is_timed_out or facts.gpus.is_timed_out:
        return _SLOW
    if UNREADABLE in (facts.driver.state, facts.gpus.state):
        return _refused(facts)
    return _BROKEN if _problem(facts) else None


def _refused(facts: Facts) -> Optional[Fault]:
    code = nvml_error(facts.driver if facts.driver.value is None else facts.gpus)
    if code in (VERSION_MISMATCH, GPU_IS_LOST) or (facts.container.value and code in NO_ACCESS):
        return None  # driver.module_mismatch, gpu.lost and gpu.container_access speak
    return _FORBIDDEN if code == NO_PERMISSION else _BROKEN


def _problem(facts: Facts) -> str:
    """What failed on the first GPU that does not answer, unless it is lost."""
    problems = (gpu.problem for gpu in facts.gpus.value or () if gpu.compute_capability is None)
    return next((said for said in problems if said and error_number(said) != GPU_IS_LOST), "")
