"""How to make sure that a cause is mended: the commands that show it."""

from __future__ import annotations

from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Tuple

    Argv = Tuple[str, ...]


def _python(code: str) -> Argv:
    return ("{python}", "-c", code)


_CUDA = _python("import torch; print(torch.zeros(1).cuda())")
_OPS = _python("import mmcv.ops")
_SHOWN: Dict[str, Argv] = {
    "gpu_arch_not_in_torch_build": _CUDA,
    "torch_cpu_build_installed": _CUDA,
    "driver_too_old": _CUDA,
    "cuda_visible_devices_wrong": _CUDA,
    "fabric_manager_not_running": _CUDA,
    "driver_state_broken": _CUDA,
    "container_without_gpu_access": ("nvidia-smi",),
    "driver_module_mismatch": ("nvidia-smi",),
    "wsl_driver_setup": ("nvidia-smi",),
    "extension_torch_abi_mismatch": _OPS,
    "mmcv_cuda_variant_mismatch": _OPS,
    "mmcv_ops_missing": _OPS,
    "mmcv_install_damaged": _OPS,
    "torch_torchvision_mismatch": _python("import torchvision; print(torchvision.ops.nms)"),
    "numpy_abi_mismatch": _python("import torch; print(torch.ones(1).numpy())"),
    "cuda_toolkit_mismatch_for_build": ("nvcc", "--version"),
    "cuda_toolkit_too_old_for_gpu": ("nvcc", "--version"),
    "shm_too_small": ("df", "-h", "/dev/shm"),  # noqa: S108 - what DataLoader workers share
    "mkl_version_conflict": _python("import torch"),
    "mixed_cuda_packages": _python("import torch"),
    "library_path_conflict": _python("import torch"),
    "missing_cuda_shared_lib": _python("import torch"),
}
"""The one thing that fails as long as the cause is there. Causes without: `envdoctor check`."""


def confirm(cause: str) -> Tuple[Argv, ...]:
    """The commands: the shortest that shows it, then `envdoctor check`."""
    if cause == NOT_ENVIRONMENT:
        return ()
    check = ("envdoctor", "check")
    shown = _SHOWN.get(cause, check)
    return (shown,) if shown == check else (shown, check)
