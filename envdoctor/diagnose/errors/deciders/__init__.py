"""What weighs the facts where a message alone does not decide: a module each, named by a signature.

Each has `decide(sighting, account, tables)`, which yields the suspects, in any order. It may ask the
account's facts (`value`, or `known()` inside a `try`), claims and lines, and never raises.
"""

from __future__ import annotations

DECIDERS = {
    "conda_cpu_build": "conda_cpu_build",
    "cuda_library": "cuda_library",
    "cuda_mismatch": "cuda_mismatch",
    "cuda_symbol": "cuda_symbol",
    "cudnn_version": "cudnn_version",
    "cxx_standard": "cxx_standard",
    "distribution_absent": "distribution_absent",
    "driver_library": "driver_library",
    "gcc_bound": "gcc_bound",
    "gpu_arch": "gpu_arch",
    "library_status": "library_status",
    "lost_gpu": "lost_gpu",
    "mkl_symbol": "mkl_symbol",
    "mm_package_missing": "mm_package_missing",
    "mmcv_ext_missing": "mmcv_ext_missing",
    "mmcv_release": "mmcv_release",
    "module_missing": "module_missing",
    "module_of_generation": "module_of_generation",
    "name_absent": "name_absent",
    "name_not_there": "name_not_there",
    "needs_version": "needs_version",
    "ninja": "ninja",
    "no_gpu": "no_gpu",
    "no_kernel": "no_kernel",
    "no_runtime": "no_runtime",
    "numba_numpy": "numba_numpy",
    "numpy_api": "numpy_api",
    "nvcc_path": "nvcc_path",
    "op_without_device": "op_without_device",
    "other_symbol": "other_symbol",
    "own_symbol": "own_symbol",
    "pkg_resources": "pkg_resources",
    "registry_miss": "registry_miss",
    "syntax": "syntax",
    "torch_header": "torch_header",
    "torch_library": "torch_library",
    "torch_symbol": "torch_symbol",
    "torchvision": "torchvision",
    "unavailable": "unavailable",
    "version_assert": "version_assert",
    "weights_only": "weights_only",
    "without_cuda": "without_cuda",
    "xformers": "xformers",
}
"""The name in the table -> the module."""
