"""The libcuda that programs load is the driver's own, or one that this GPU may use.

A compatibility package (cuda-compat) brings a newer libcuda for an older driver. It works on data
center GPUs only, and only while it is newer than the driver: else CUDA stops with error 804
(forward compatibility was attempted on non supported HW) or 803 (unsupported combination).

How it is known: the file behind the first libcuda.so.1 on LD_LIBRARY_PATH and in the system's
folders bears its version; it is held against the driver's version, and the GPU's name tells what
kind it is (gpus.toml).

Bad: LD_LIBRARY_PATH with /usr/local/cuda/compat on a machine with an RTX 3090. Good: the same on an
A100 with driver 470.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.gpu_use import is_tegra, is_wsl, library_version, severity
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import DRIVER, HIGH, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

RULE = Rule(
    "driver.libcuda",
    DRIVER,
    _("the libcuda that programs load is one that this driver and GPU can use"),
    requires=("driver.module_mismatch",),
    reference="https://docs.nvidia.com/deploy/cuda-compatibility/forward-compatibility.html",
)
_OLDER = _(
    "It is older than the driver's kernel module: CUDA refuses the pair with error 803 and finds no GPU."
)
_UNSUPPORTED = _(
    "A libcuda newer than the driver works on data center GPUs only: on the {gpu} CUDA stops with "
    'error 804, "forward compatibility was attempted on non supported HW".'
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """libcuda's version against the driver's."""
    if is_tegra(facts) or is_wsl(facts):
        return
    driver = facts.driver.known().version
    path = facts.driver_libraries.known().cuda
    version = library_version(path)
    if not version or version == driver:
        return
    older = numbers(version) < numbers(driver)
    gpu = None if older else _consumer(facts, tables)
    if not older and gpu is None:
        return
    yield RULE.finding(
        severity(facts) if older else severity(facts, torch=WARNING),
        cause="library_path_conflict",
        confidence=HIGH if older else MEDIUM,
        variant="older" if older else "unsupported",
        title=_("programs load libcuda {version} over the driver {driver}"),
        why=_OLDER if older else _UNSUPPORTED,
        params={
            "version": version,
            "driver": driver,
            "gpu": gpu or "",
            "folder": path.rpartition("/")[0],
        },
        evidence=(
            facts.driver_libraries.evidence("libcuda.so.1", path),
            facts.driver.evidence("driver version", driver),
        ),
        goals=(
            Manual(
                _(
                    "take {folder} out of LD_LIBRARY_PATH, or remove the package that brought this libcuda (cuda-compat)"
                )
            ),
        ),
    )


def _consumer(facts: Facts, tables: Tables) -> Optional[str]:
    """The first GPU that is of no kind the compatibility package serves."""
    for gpu in facts.gpus.known():
        model = tables.gpus.match(gpu.name)
        if model is not None and model.segment == "consumer":
            return gpu.name
    return None
