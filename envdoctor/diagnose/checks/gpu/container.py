"""A container was started with the GPU that it is to use.

A container sees a GPU only if it is started with one: the NVIDIA Container Toolkit lays the device
files and the machine's driver libraries into it. Without, torch only reports False.

How it is known: the marks of a container, and no NVIDIA device file in /dev. That a GPU was meant is
told by `--expect-gpu required`; else by a CUDA build of torch on a machine whose PCI bus or kernel
module, which show in the container too, tell of an NVIDIA GPU. Where NVIDIA_VISIBLE_DEVICES alone asks
for one, as in NVIDIA's images on a machine without, it is information.

Bad: `docker run IMAGE` with torch 2.1.2+cu121 on a machine with an A100. Good: `docker run --gpus all
IMAGE`.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.fault import Fault, found
from envdoctor.diagnose.gpu_use import device_evidence, has_cuda_torch, says
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import NONE, REQUIRED, Facts
from envdoctor.model.finding import GPU, HIGH, INFO, MEDIUM, WARNING, Finding
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

RULE = Rule(
    "gpu.container",
    GPU,
    _("a container was started with the GPU that it is to use"),
    reference="https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html",
)
_GIVE = {
    "docker": _(
        "start the container with: docker run --gpus all ... (NVIDIA Container Toolkit on the machine)"
    ),
    "podman": _(
        "start the container with: podman run --device nvidia.com/gpu=all ... (after: sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml)"
    ),
    "kubernetes": _(
        'ask for the GPU in the pod: resources.limits "nvidia.com/gpu: 1" (NVIDIA device plugin on the node)'
    ),
    "apptainer": _("start the container with: apptainer exec --nv ..."),
}
_GIVE_ANY = _("start the container with the GPU's devices and the machine's driver libraries")
_VARIABLE = "NVIDIA_VISIBLE_DEVICES"
_KEPT_OUT = ("", "none", "void")


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """A container without a GPU, where one was meant."""
    container = facts.container.known()
    devices = facts.nvidia_devices
    if not devices.is_absent and devices.known().nodes and facts.gpus.value != ():
        return
    wishes = _wishes(facts)
    confidence = _confidence(facts, wishes)
    if confidence is None:
        return
    fault = Fault(
        "",
        "container_without_gpu_access",
        _("this {container} container was started without access to a GPU"),
        _("The driver answers for no GPU in it: torch finds none, whatever it was built for."),
        _GIVE.get(container.kind, _GIVE_ANY),
        confidence,
        WARNING if confidence == HIGH else INFO,
        INFO,
    )
    evidence = (
        facts.container.evidence("container", container.kind),
        facts.driver.evidence("NVML", says(facts.driver)),
        *device_evidence(facts),
        *wishes,
    )
    yield found(RULE, facts, fault, {"container": container.kind}, evidence)


def _confidence(facts: Facts, wishes: Tuple[Evidence, ...]) -> Optional[str]:
    """None where nobody meant a GPU to be there."""
    if facts.expect_gpu == REQUIRED:
        return HIGH
    if facts.expect_gpu == NONE or not has_cuda_torch(facts) or _is_kept_out(facts):
        return None
    if facts.kernel_module.value or (facts.nvidia_devices.value and facts.nvidia_devices.value.pci):
        return HIGH
    return MEDIUM if wishes else None


def _is_kept_out(facts: Facts) -> bool:
    """Whether the container was told to have no GPU."""
    said = [item.value for item in facts.variables.value or () if item.name == _VARIABLE]
    return bool(said) and said[0] in _KEPT_OUT


def _wishes(facts: Facts) -> Tuple[Evidence, ...]:
    """The image's or the caller's wish for GPUs."""
    return tuple(
        facts.variables.evidence(_VARIABLE, item.value)
        for item in facts.variables.value or ()
        if item.name == _VARIABLE and item.value not in _KEPT_OUT
    )
