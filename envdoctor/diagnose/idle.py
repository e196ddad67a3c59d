"""Checks that would find nothing, as one look at the facts tells: they are not imported to find it.

To import a check takes ten times as long as to run it, and on a healthy machine most go over
things of which there are none. Each condition below says what there is none of, for the checks
that pass then whatever else is known; tests hold each of them against the checks themselves.
"""

from __future__ import annotations

from envdoctor.model.facts import REQUIRED, Facts
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, FrozenSet, Tuple

_HOME_VARIABLES = ("CUDA_HOME", "CUDA_PATH")


def idle_checks(facts: Facts) -> FrozenSet[str]:
    """The checks that pass on these facts, where nothing that they require has failed."""
    return frozenset(name for holds, names in _CONDITIONS if holds(facts) for name in names)


def _nothing_timed_out(facts: Facts) -> bool:
    return not any(isinstance(read, Read) and read.is_timed_out for read in facts)


def _python_there(facts: Facts) -> bool:
    return facts.interpreter.value is not None and facts.interpreter.value.present


def _no_copies(facts: Facts) -> bool:
    return facts.copies.value == () and facts.interpreter.value is not None


def _nothing_shared(facts: Facts) -> bool:
    return facts.shared_modules.value == () and facts.distributions.value is not None


def _nothing_unmet(facts: Facts) -> bool:
    return facts.unmet.value == ()


def _no_library_missing(facts: Facts) -> bool:
    binaries = facts.binaries.value
    return binaries is not None and not any(binary.missing for binary in binaries)


def _no_cuda(facts: Facts) -> bool:
    torch = facts.torch.value
    return torch is not None and torch.variant == "cpu" and torch.cuda is None


def _no_cuda_home(facts: Facts) -> bool:
    variables = facts.variables.value or ()
    is_set = any(item.name in _HOME_VARIABLES and item.value for item in variables)
    return not is_set and facts.toolkits.value is not None


def _no_gpu_required(facts: Facts) -> bool:
    return facts.expect_gpu != REQUIRED


def _no_gpu(facts: Facts) -> bool:
    return _no_gpu_required(facts) and not facts.gpus.value and facts.torch.value is not None


def _no_gpu_meant(facts: Facts) -> bool:
    torch, devices = facts.torch.value, facts.nvidia_devices
    return (
        _no_gpu_required(facts)
        and (torch is None or torch.cuda is None)
        and (devices.is_absent or devices.value is not None)
        and facts.container.value is not None
    )


def _no_wsl(facts: Facts) -> bool:
    return facts.platform.value is None or not facts.platform.value.wsl


def _torch_there(facts: Facts) -> bool:
    return facts.torch.value is not None


def _mmcv_there(facts: Facts) -> bool:
    return facts.mmcv.value is not None


def _mmengine_there(facts: Facts) -> bool:
    return facts.mmengine.value is not None


def _mmaction2_there(facts: Facts) -> bool:
    return not facts.mmaction2.is_absent


def _no_base_environment(facts: Facts) -> bool:
    python = facts.interpreter.value
    return python is not None and python.kind != "conda-base"


def _no_conda(facts: Facts) -> bool:
    packages = facts.distributions.value
    return packages is not None and not any(item.installer == "conda" for item in packages)


def _no_conda_torch(facts: Facts) -> bool:
    return _no_conda(facts) and facts.torch.value is not None and facts.platform.value is not None


_CONDITIONS: Tuple[Tuple[Callable[[Facts], bool], Tuple[str, ...]], ...] = (
    (_nothing_timed_out, ("system.timeouts",)),
    (_python_there, ("python.interpreter",)),
    (_no_copies, ("python.user_site", "python.pythonpath", "python.local_shadow")),
    (_nothing_shared, ("python.shared_modules", "libraries.opencv_owners")),
    (_nothing_unmet, ("python.requirements",)),
    (_no_library_missing, ("libraries.cuda_missing", "libraries.system_libraries")),
    (
        _no_cuda,
        (
            *("cuda.minimum", "driver.runs_torch_cuda", "torch.gpu_kernels", "torch.mixed_nvidia"),
            *("cuda.toolkit_for_torch", "cuda.compiler_for_nvcc", "cuda.toolkit_for_gpu"),
        ),
    ),
    (_no_cuda_home, ("cuda.home", "cuda.toolkits")),
    (_no_gpu_required, ("gpu.expected",)),
    (_no_gpu, ("torch.cuda_build",)),
    (_no_gpu_meant, ("gpu.container",)),
    (_no_wsl, ("driver.wsl",)),
    (_torch_there, ("torch.present",)),
    (_mmcv_there, ("mmcv.present",)),
    (_mmengine_there, ("mmcv.mmengine_present",)),
    (_mmaction2_there, ("mmaction2.present",)),
    (_no_base_environment, ("python.base_environment",)),
    (_no_conda, ("python.pip_over_conda",)),
    (_no_conda_torch, ("libraries.mkl",)),
)
