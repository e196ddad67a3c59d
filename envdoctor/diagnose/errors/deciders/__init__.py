"""What weighs the facts where a message alone does not decide: a module each, named by a signature.

Each has `decide(sighting, account, tables)`, which yields the suspects, in any order. It may ask the
account's facts (`value`, or `known()` inside a `try`), claims and lines, and never raises.
"""

from __future__ import annotations

DECIDERS = {
    "cuda_mismatch": "cuda_mismatch",
    "cxx_standard": "cxx_standard",
    "driver_library": "driver_library",
    "gcc_bound": "gcc_bound",
    "gpu_arch": "gpu_arch",
    "lost_gpu": "lost_gpu",
    "mm_package_missing": "mm_package_missing",
    "mmcv_ext_missing": "mmcv_ext_missing",
    "mmcv_release": "mmcv_release",
    "module_of_generation": "module_of_generation",
    "name_not_there": "name_not_there",
    "ninja": "ninja",
    "no_runtime": "no_runtime",
    "nvcc_path": "nvcc_path",
    "op_without_device": "op_without_device",
    "registry_miss": "registry_miss",
    "torch_header": "torch_header",
    "version_assert": "version_assert",
}
"""The name in the table -> the module."""
