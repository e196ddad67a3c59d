"""What a GPU says of its memory's health and of its NVSwitches, as far as it keeps count."""

from __future__ import annotations

import ctypes
from typing import Any, Optional

from envdoctor.facts.nvml_caller import Caller
from envdoctor.model.machine import GpuHealth

_FABRIC_STATES = {1: "not started", 2: "in progress", 3: "completed"}


class _Fabric(ctypes.Structure):
    """nvmlGpuFabricInfo_t, which old bindings lay out wrongly."""

    _fields_ = (
        ("cluster", ctypes.c_ubyte * 16),
        ("status", ctypes.c_int),
        ("clique", ctypes.c_uint),
        ("state", ctypes.c_ubyte),
    )


class _FabricV(ctypes.Structure):
    """nvmlGpuFabricInfo_v2_t."""

    _fields_ = (("version", ctypes.c_uint), ("info", _Fabric), ("health", ctypes.c_uint))


def ask_health(caller: Caller, handle: Any, *, counted: bool) -> Optional[GpuHealth]:
    """Uncorrectable errors (where ECC is on) and replaced rows; None when nothing is told."""
    nvml = caller.nvml
    uncorrected = None
    if counted:
        kinds = (nvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED, nvml.NVML_VOLATILE_ECC)
        uncorrected = caller.try_("nvmlDeviceGetTotalEccErrors", handle, *kinds)
    pending: Optional[bool] = None
    failed: Optional[bool] = None
    rows = caller.try_("nvmlDeviceGetRemappedRows", handle)
    if rows is not None:
        pending, failed = bool(rows[2]), bool(rows[3])
    elif counted:
        # Before Ampere whole pages are taken out of use.
        pages = caller.try_("nvmlDeviceGetRetiredPagesPendingStatus", handle)
        pending = None if pages is None else bool(pages)
    if uncorrected is None and pending is None:
        return None
    return GpuHealth(uncorrected, pending, failed)


def ask_fabric(caller: Caller, handle: Any) -> str:
    """How far the GPU has joined its NVSwitches; "" for one that has none."""
    newer, info = _FabricV(ctypes.sizeof(_FabricV) | 2 << 24), _Fabric()
    if caller.try_("nvmlDeviceGetGpuFabricInfoV", handle, ctypes.byref(newer)) is not None:
        info = newer.info
    elif caller.try_("nvmlDeviceGetGpuFabricInfo", handle, ctypes.byref(info)) is None:
        return ""
    return _FABRIC_STATES.get(info.state, "")
