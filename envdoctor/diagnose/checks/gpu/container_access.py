"""A container that has NVIDIA device files can use them: libraries and rights came along.

Device files alone are not enough: libcuda.so.1 belongs to the machine's driver and has to be laid into
the container too. And a container can lose its GPU while it runs, when the machine's systemd is
reloaded and resets the device rules of its control group.

How it is known: device files are there; libcuda.so.1 is not where the loader looks; or NVML ends with
"Unknown Error" (999) or "no permission" (4), which inside a container means the device rules.

Bad: `docker run --device /dev/nvidia0 IMAGE`. Good: `docker run --gpus all IMAGE`.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.fault import Fault, found
from envdoctor.diagnose.gpu_use import NO_ACCESS, device_evidence, nvml_error, says
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import GPU, INFO, MEDIUM, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

RULE = Rule(
    "gpu.container_access",
    GPU,
    _("a container that has NVIDIA device files can use them"),
    reference="https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/troubleshooting.html",
)
_LOST = Fault(
    "lost",
    "container_without_gpu_access",
    _("this container may no longer use its GPU"),
    _(
        "The device files are there, and the driver refuses them: {said}. That happens when the machine's "
        "systemd is reloaded while the container runs."
    ),
    _(
        'restart the container; for good: "exec-opts": ["native.cgroupdriver=cgroupfs"] in /etc/docker/daemon.json, or CDI devices'
    ),
    otherwise=INFO,
)
_WITHOUT_LIBRARIES = Fault(
    "libraries",
    "container_without_gpu_access",
    _("this container has NVIDIA device files, and not the driver's libraries"),
    _(
        "libcuda.so.1 is not in the container: only the devices were passed in, or NVIDIA_DRIVER_CAPABILITIES lacks compute."
    ),
    _(
        "start the container through the NVIDIA Container Toolkit with NVIDIA_DRIVER_CAPABILITIES=compute,utility"
    ),
    MEDIUM,
    otherwise=INFO,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """What stands between the device files and their use."""
    container = facts.container.known()
    fault = _fault(facts) if facts.nvidia_devices.known().nodes else None
    if fault is None:
        return
    evidence = (
        facts.container.evidence("container", container.kind),
        facts.driver.evidence("NVML", says(facts.driver)),
        *device_evidence(facts),
    )
    yield found(RULE, facts, fault, {"said": facts.driver.reason.rstrip(".")}, evidence)


def _fault(facts: Facts) -> Optional[Fault]:
    if nvml_error(facts.driver) in NO_ACCESS:
        return _LOST
    # Without NVML alone ("utility" left out) CUDA works all the same.
    libraries = facts.driver_libraries.value
    return _WITHOUT_LIBRARIES if libraries is not None and not libraries.cuda else None
