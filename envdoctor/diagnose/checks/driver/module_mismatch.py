"""The driver's libraries and its loaded kernel module are of one version.

An update replaces the files of the driver while the old kernel module stays loaded; from then on
every program that asks for a GPU is refused, until the module is reloaded or the machine restarted.
In a container the libraries come from the machine: a driver installed inside takes their place.

How it is known: NVML refuses to start with its error 18, or the version in the name of the library's
file differs from the one in /proc/driver/nvidia/version.

Bad: libnvidia-ml.so.550.54.14 over the loaded module 535.129.03. Good: both 535.129.03.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import (
    VERSION_MISMATCH,
    is_tegra,
    is_wsl,
    library_version,
    nvml_error,
    says,
    severity,
)
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import DRIVER, HIGH, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

RULE = Rule(
    "driver.module_mismatch",
    DRIVER,
    _("the driver's libraries and its loaded kernel module are of one version"),
    reference="https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceEnumvs.html",
)
_RELOAD = _(
    "restart the machine, or stop what uses the GPU and reload the modules: "
    "sudo rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia && sudo modprobe nvidia"
)
_IN_CONTAINER = _(
    "restart the container; if driver packages were installed inside it, remove them first "
    "(the NVIDIA Container Toolkit brings the machine's own)"
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """NVML's refusal, or two versions where NVML did not answer."""
    refused = nvml_error(facts.driver) == VERSION_MISMATCH
    library, module = _versions(facts)
    differ = bool(library and module and library != module)
    if is_tegra(facts) or is_wsl(facts) or facts.driver.value or not (refused or differ):
        return
    yield RULE.finding(
        severity(facts) if refused else severity(facts, torch=WARNING),
        cause="driver_module_mismatch",
        confidence=HIGH if refused else MEDIUM,
        variant="versions" if differ else "",
        title=_("the NVIDIA driver's libraries are {library}, its loaded kernel module is {module}")
        if differ
        else _("the NVIDIA driver's libraries do not fit its loaded kernel module"),
        why=_(
            "The two must be of one version: until the modules are loaded again, no program finds a GPU. "
            "An update of the driver without a restart leaves a machine like this."
        ),
        params={"library": library or "?", "module": module or "?"},
        evidence=tuple(_evidence(facts)),
        goals=(Manual(_IN_CONTAINER if facts.container.value else _RELOAD),),
    )


def _versions(facts: Facts) -> Tuple[str, str]:
    libraries, module = facts.driver_libraries.value, facts.kernel_module.value
    return library_version(libraries.nvml) if libraries else "", module.version if module else ""


def _evidence(facts: Facts) -> Iterator[Evidence]:
    yield facts.driver.evidence("NVML", says(facts.driver))
    if facts.kernel_module.value:
        yield facts.kernel_module.evidence("kernel module", facts.kernel_module.value.version)
    if facts.driver_libraries.value and facts.driver_libraries.value.nvml:
        yield facts.driver_libraries.evidence("library", facts.driver_libraries.value.nvml)
