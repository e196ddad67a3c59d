"""A container was given the GPU: device files, the driver's libraries, and the right to use them.

A container sees a GPU only if it is started with one: the NVIDIA Container Toolkit lays the device
files and the machine's driver libraries into it. Started without, or with only part of it, torch
says no more than False. A container can also lose its GPU while it runs, when the machine's systemd
is reloaded and resets the device rules of its control group.

How it is known: marks of a container; device files in /dev; NVML's answer; the machine's PCI bus,
kernel module and NVIDIA_VISIBLE_DEVICES, which show that a GPU is there or was meant.

Bad: `docker run IMAGE` with torch 2.1.2+cu121 on a machine with an A100. Good: `docker run --gpus all
IMAGE`.
"""

from typing import Iterator, Optional, Tuple

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import NO_ACCESS, has_cuda_torch, nvml_error, says, severity
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import NONE, REQUIRED, Facts
from envdoctor.model.finding import ERROR, GPU, HIGH, INFO, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import NamedTuple

RULE = Rule(
    "gpu.container",
    GPU,
    _("a container was given its GPU, whole"),
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


class _Fault(NamedTuple):
    name: str
    title: str
    why: str
    severity: str = ERROR
    confidence: str = HIGH
    remedy: str = ""


_LOST = _Fault(
    "lost",
    _("this container may no longer use its GPU"),
    _(
        "The device files are there, and the driver refuses them: {said}. That happens when the machine's "
        "systemd is reloaded while the container runs."
    ),
    remedy=_(
        'restart the container; for good: "exec-opts": ["native.cgroupdriver=cgroupfs"] in /etc/docker/daemon.json, or CDI devices'
    ),
)
_WITHOUT_LIBRARIES = _Fault(
    "libraries",
    _("this container has NVIDIA device files, and not the driver's libraries"),
    _(
        "libcuda.so.1 is not in the container: the devices alone were handed in, or NVIDIA_DRIVER_CAPABILITIES lacks compute."
    ),
    confidence=MEDIUM,
    remedy=_(
        "start the container through the NVIDIA Container Toolkit with NVIDIA_DRIVER_CAPABILITIES=compute,utility"
    ),
)
_WITHOUT_DEVICES = _Fault(
    "",
    _("this {container} container was started without access to a GPU"),
    _("No NVIDIA device file is in it: torch finds no GPU, whatever it was built for."),
    severity=WARNING,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """What the container holds of a GPU."""
    container = facts.container.known()
    fault = _fault(facts)
    if fault is None:
        return
    devices = facts.nvidia_devices
    seen = ", ".join(devices.value.nodes) if devices.value else ""
    yield RULE.finding(
        severity(facts, torch=fault.severity, otherwise=INFO),
        cause="container_without_gpu_access",
        confidence=fault.confidence,
        variant=fault.name,
        title=fault.title,
        why=fault.why,
        params={"container": container.kind, "said": facts.driver.reason.rstrip(".")},
        evidence=(
            facts.container.evidence("container", container.kind),
            devices.evidence("device files", seen or "none"),
            facts.driver.evidence("NVML", says(facts.driver)),
            *_meant(facts),
        ),
        goals=(Manual(fault.remedy or _GIVE.get(container.kind, _GIVE_ANY)),),
    )


def _fault(facts: Facts) -> Optional[_Fault]:
    devices, libraries = facts.nvidia_devices.value, facts.driver_libraries.value
    if facts.nvidia_devices.value is None and not facts.nvidia_devices.is_absent:
        return None
    if not devices or not devices.nodes:
        return _not_given(facts)
    if nvml_error(facts.driver) in NO_ACCESS:
        return _LOST
    # Without NVML alone ("utility" left out) CUDA works all the same.
    if libraries is not None and not libraries.cuda:
        return _WITHOUT_LIBRARIES
    return _not_given(facts) if facts.gpus.value == () else None


def _not_given(facts: Facts) -> Optional[_Fault]:
    """Only where a GPU was required, or one is there or meant and torch would use it."""
    if facts.expect_gpu == REQUIRED:
        return _WITHOUT_DEVICES
    if facts.expect_gpu == NONE or not has_cuda_torch(facts):
        return None
    if facts.kernel_module.value or (facts.nvidia_devices.value and facts.nvidia_devices.value.pci):
        return _WITHOUT_DEVICES
    return _WITHOUT_DEVICES._replace(confidence=MEDIUM) if _meant(facts) else None


def _meant(facts: Facts) -> Tuple[Evidence, ...]:
    """The image's or the caller's wish for GPUs."""
    return tuple(
        facts.variables.evidence(_VARIABLE, item.value)
        for item in facts.variables.value or ()
        if item.name == _VARIABLE and item.value not in _KEPT_OUT
    )
