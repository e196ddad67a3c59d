"""torch, a CUDA build, finds the GPUs that the driver shows, and kernels for them.

Everything below can look right and torch still say no: a driver that does not start, a device file
that may not be opened, a library that shadows torch's own.

How it is known: only with `check --deep`, which asks torch in its own interpreter:
torch.cuda.is_available(), the devices, their compute capabilities and torch.cuda.get_arch_list().

Bad: torch.cuda.is_available() is False beside an RTX 3090. Good: it is True.
"""

from __future__ import annotations

from envdoctor.compat.arch import ArchList
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import has_cuda_torch, is_tegra
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import NONE, Facts
from envdoctor.model.finding import ERROR, HIGH, MEDIUM, TORCH, Finding
from envdoctor.model.imports import CudaAnswer
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

RULE = Rule(
    "torch.cuda_unavailable",
    TORCH,
    _("torch, a CUDA build, finds the GPUs that the driver shows"),
    caused_by=(
        *("driver.module_mismatch", "driver.wsl", "driver.loaded", "driver.answers"),
        *("driver.first_for_gpu", "driver.libcuda", "driver.fabric_manager"),
        *("driver.runs_torch_cuda", "gpu.container", "gpu.container_access", "gpu.lost"),
        *("gpu.ecc", "gpu.mig", "gpu.visible_devices", "torch.gpu_kernels"),
        *("torch.mixed_nvidia", "libraries.library_path", "libraries.cuda_missing"),
        "python.imports",
    ),
)
_CAUSES = (
    ("driver on your system is too old", "driver_too_old"),
    ("system not yet initialized", "fabric_manager_not_running"),
    ("CUDA_VISIBLE_DEVICES", "cuda_visible_devices_wrong"),
    ("Error 802", "fabric_manager_not_running"),
    ("Error 803", "driver_module_mismatch"),
    ("Error 804", "driver_too_old"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """torch's own answer against what NVML shows."""
    answer, gpus = facts.torch_cuda.known(), facts.gpus.known()
    hidden = facts.visible_devices.value == ()
    if not gpus or hidden or not has_cuda_torch(facts) or facts.expect_gpu == NONE:
        return
    if not answer.available and not is_tegra(facts):
        yield _unavailable(facts, answer, ", ".join(gpu.name for gpu in gpus))
    yield from _without_kernels(facts, answer)


def _unavailable(facts: Facts, answer: CudaAnswer, gpus: str) -> Finding:
    causes = (cause for part, cause in _CAUSES if part in answer.problem)
    cause = next(causes, "driver_state_broken")
    return RULE.finding(
        ERROR,
        cause=cause,
        confidence=MEDIUM if cause == "driver_state_broken" else HIGH,
        title=_("torch finds no GPU, though the driver shows {gpus}"),
        why=_("torch says: {problem}"),
        params={"gpus": gpus, "problem": answer.problem or "torch.cuda.is_available() is False"},
        evidence=(
            facts.torch_cuda.evidence("torch.cuda.is_available()", "False"),
            facts.torch_cuda.evidence("torch.version.cuda", answer.cuda),
            facts.gpus.evidence("GPUs", gpus),
        ),
    )


def _without_kernels(facts: Facts, answer: CudaAnswer) -> Iterator[Finding]:
    """Devices for which torch's own list holds nothing; Tegra's rules are its own."""
    built = _arch_list(answer.archs)
    for device in answer.devices:
        if not answer.archs or built.runs_on(device.compute_capability):
            continue
        yield RULE.finding(
            ERROR,
            cause="gpu_arch_not_in_torch_build",
            variant="kernels",
            title=_("torch holds no kernels for the {gpu} ({sm})"),
            why=_(
                'torch says that it holds {archs}: calls stop with "no kernel image is available".'
            ),
            params={
                "gpu": device.name,
                "sm": "sm_{}{}".format(*device.compute_capability),
                "archs": ", ".join(answer.archs),
            },
            evidence=(
                facts.torch_cuda.evidence("torch.cuda.get_arch_list()", ", ".join(answer.archs)),
            ),
            caused_by=("torch.gpu_kernels",),
        )


def _arch_list(archs: Tuple[str, ...]) -> ArchList:
    cubins = tuple(arch for arch in archs if arch.startswith("sm_"))
    ptx = tuple(arch for arch in archs if arch.startswith("compute_"))
    return ArchList("", "", "", "", cubins, ptx, True, HIGH, "", "torch.cuda.get_arch_list()", "")
