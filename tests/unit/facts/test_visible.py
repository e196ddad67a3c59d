"""What CUDA_VISIBLE_DEVICES names, by CUDA's rules."""

import pytest

from envdoctor.facts.visible import read_visible_devices, without_identifiers
from envdoctor.model.machine import Gpu, MigSlice, VisibleDevice
from envdoctor.model.read import Read

A = "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"
B = "GPU-89000000-d72c-4106-c12f-20bd9faed9f6"
SLICE = "MIG-c7384736-a75d-5afc-978f-d2f1294409fd"


def gpu(index, uuid, slices=None):
    return Gpu(index, "A100", (8, 0), None, uuid, "", None, None, None, slices=slices)


GPUS = Read.of((gpu(0, A), gpu(1, B, (MigSlice("1g.5gb", None, SLICE),))), "NVML")
ON_0, ON_1 = VisibleDevice("0", 0), VisibleDevice("1", 1)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("0", (ON_0,)),
        ("1, 0", (ON_1, ON_0)),
        ("0,", (ON_0,)),
        ("1gpu", (VisibleDevice("1gpu", 1),)),
        ("+1", (VisibleDevice("+1", 1),)),
        ("0,2,1", (ON_0, VisibleDevice("2", None))),
        ("0,-1,1", (ON_0, VisibleDevice("-1", None))),
        ("", (VisibleDevice("", None),)),
        ("all", (VisibleDevice("all", None),)),
        (f"{B},{A}", (VisibleDevice("GPU-<uuid>", 1), VisibleDevice("GPU-<uuid>", 0))),
        ("GPU-8932", (VisibleDevice("GPU-<uuid>", 0),)),
        ("GPU-89", (VisibleDevice("GPU-89", None),)),
        (f"{A},1", (VisibleDevice("GPU-<uuid>", 0), VisibleDevice("1", None))),
        (f"0,{A}", (ON_0, VisibleDevice("GPU-<uuid>", None))),
        (SLICE, (VisibleDevice("MIG-<uuid>", 1, 0),)),
        (f"MIG-{B}/1/0", (VisibleDevice("MIG-GPU-<uuid>/1/0", 1),)),
        ("MIG-00000000", (VisibleDevice("MIG-<uuid>", None),)),
    ],
)
def test_entries(value, named):
    read = read_visible_devices({"CUDA_VISIBLE_DEVICES": value}, GPUS)
    assert read == Read.of(named, "$CUDA_VISIBLE_DEVICES")


def test_unset_is_absent_and_without_gpus_nothing_is_known():
    assert read_visible_devices({}, GPUS).is_absent
    lost = read_visible_devices({"CUDA_VISIBLE_DEVICES": "0"}, Read.absent("NVML"))
    assert lost.state == "unknown"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{A},{B}", "GPU-<uuid>,GPU-<uuid>"),
        (f"MIG-{A}/7/0", "MIG-GPU-<uuid>/7/0"),
        ("all", "all"),
        ("MIG-1g.5gb", "MIG-1g.5gb"),
    ],
)
def test_identifiers_are_not_shown(text, shown):
    assert without_identifiers(text) == shown
