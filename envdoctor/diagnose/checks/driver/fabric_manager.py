"""On a board with NVSwitches the fabric manager runs.

The eight GPUs of an HGX or DGX board are joined by NVSwitches. Until the service
nvidia-fabricmanager has set them up, CUDA does not start on these GPUs: error 802, "system not yet
initialized", while nvidia-smi looks healthy.

How it is known: NVSwitches on the PCI bus or their device files; NVML's fabric state of each GPU
(Hopper and newer); the service's process. In a container, which hides processes, the state alone
decides.

Bad: eight H100 with NVSwitches, fabric state "in progress" and no nv-fabricmanager process. Good: fabric state
"completed".
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import severity
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import DRIVER, HIGH, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

RULE = Rule(
    "driver.fabric_manager",
    DRIVER,
    _("on a board with NVSwitches the fabric manager runs"),
    requires=("driver.module_mismatch", "driver.answers"),
    reference="https://docs.nvidia.com/datacenter/tesla/fabric-manager-user-guide/index.html",
)
_DONE = "completed"


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The GPUs' own word on the fabric, else the service that should run."""
    state = _worst(facts)
    manager = facts.fabric_manager.value
    runs = None if manager is None else manager.running
    if not facts.gpus.value or state == _DONE or (runs is not False and not state):
        return
    sure = runs is False and bool(state)
    driver = facts.driver.value.version if facts.driver.value else ""
    yield RULE.finding(
        severity(facts) if sure else severity(facts, torch=WARNING),
        cause="fabric_manager_not_running",
        confidence=HIGH if sure else MEDIUM,
        variant="" if runs is False else "state",
        title=_("this board has NVSwitches, and the fabric manager does not run")
        if runs is False
        else _("the GPUs have not joined their NVSwitches: fabric state {state}"),
        why=_(
            "The fabric manager sets up the NVSwitches. Until it has, CUDA stops on these GPUs with "
            'error 802, "system not yet initialized".'
        ),
        params={"state": state or "?", "driver": driver, "branch": driver.partition(".")[0]},
        evidence=_evidence(facts, state, runs=runs),
        goals=(
            Manual(
                _(
                    "on the machine: install nvidia-fabricmanager-{branch} in the driver's version ({driver}), "
                    "then sudo systemctl enable --now nvidia-fabricmanager"
                )
            ),
        ),
    )


def _worst(facts: Facts) -> str:
    """The state of a GPU that has not joined yet, else of any; "" where NVML tells none."""
    states = [gpu.fabric for gpu in facts.gpus.value or () if gpu.fabric]
    return next((state for state in states if state != _DONE), states[0] if states else "")


def _evidence(facts: Facts, state: str, *, runs: Optional[bool]) -> Tuple[Evidence, ...]:
    seen = [facts.gpus.evidence("fabric state", state)] if state else []
    if runs is False:
        seen.append(facts.fabric_manager.evidence("nv-fabricmanager", "no such process"))
    if facts.nvidia_devices.value:
        count = str(len(facts.nvidia_devices.value.switches))
        seen.append(facts.nvidia_devices.evidence("NVSwitches on the bus", count))
    return tuple(seen)
