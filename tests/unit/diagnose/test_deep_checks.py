"""Files against RECORD, and torch's own answer against NVML: what is judged and what is not."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.imports import CHANGED, MISSING, SIZE, CudaAnswer, CudaDevice, FileDamage
from envdoctor.model.read import Read
from tests.support.machines import machine

SITE = "/env/lib/python3.10/site-packages"


def judged(overlay, rule, **facts):
    diagnosis = diagnose(machine(overlay)._replace(**facts), Tables(), Selection())
    return [finding for finding in diagnosis.findings if finding.id == rule]


def damaged(*damages):
    files = tuple(FileDamage(name, f"{SITE}/{path}", kind) for name, path, kind in damages)
    return judged({}, "python.files_damaged", files=Read.of(files, "RECORD"))


@pytest.mark.parametrize(
    ("name", "path", "kind", "severity", "cause"),
    [
        ("torch", "torch/lib/libtorch_cpu.so", SIZE, "error", "package_damaged"),
        ("decord", "decord/libdecord.so", CHANGED, "error", "package_damaged"),
        ("av", "av.libs/libavcodec-1.so.60.1", CHANGED, "error", "package_damaged"),
        ("mmdet", "mmdet/apis/__init__.py", MISSING, "error", "package_damaged"),
        ("mmcv", "mmcv/__init__.py", MISSING, "error", "mmcv_install_damaged"),
        (
            "mmaction2",
            "mmaction/models/localizers/__init__.py",
            CHANGED,
            "warning",
            "package_damaged",
        ),
    ],
)
def test_what_each_damage_means(name, path, kind, severity, cause):
    (finding,) = damaged((name, path, kind))
    assert (finding.severity, finding.cause) == (severity, cause)
    assert path in finding.params["names"]


@pytest.mark.parametrize(
    "path",
    [
        "numpy/tests/test_x.py",
        "torch/include/ATen/ATen.h",
        "torch/x.pyi",
        "mmaction/.mim/configs/x.py",
    ],
)
def test_what_nothing_runs_is_not_missed(path):
    assert damaged(("torch", path, MISSING)) == []


def test_one_finding_a_package():
    found = damaged(
        ("mmcv", "mmcv/a.py", MISSING),
        ("mmcv", "mmcv/b.py", CHANGED),
        ("torch", "torch/a.py", CHANGED),
    )
    assert [(f.params["count"], f.severity) for f in found] == [("2", "error"), ("1", "warning")]
    assert {type(goal).__name__ for goal in found[0].goals} == {"Reinstall", "Constrain"}
    assert found[1].goals == ()


ARCHS = ("sm_50", "sm_60", "sm_70", "sm_80", "sm_86")


def asked(
    overlay=None, available=True, problem="", devices=(CudaDevice("RTX 3090", (8, 6)),), archs=ARCHS
):
    answer = CudaAnswer(available, "12.1", archs, devices if available else (), problem)
    torch_cuda = Read.of(answer, "torch")
    return judged(overlay or {}, "torch.cuda_unavailable", torch_cuda=torch_cuda)


def test_a_gpu_that_torch_sees():
    assert asked() == []


@pytest.mark.parametrize(
    ("problem", "cause", "confidence"),
    [
        (
            "CUDA initialization: The NVIDIA driver on your system is too old (found 11040)",
            "driver_too_old",
            "high",
        ),
        (
            "RuntimeError: ... Error 802: system not yet initialized",
            "fabric_manager_not_running",
            "high",
        ),
        (
            "RuntimeError: ... Error 803: system has unsupported display driver / cuda driver combination",
            "driver_module_mismatch",
            "high",
        ),
        ("RuntimeError: CUDA unknown error", "driver_state_broken", "medium"),
        ("", "driver_state_broken", "medium"),
    ],
)
def test_what_torch_says_tells_the_cause(problem, cause, confidence):
    (finding,) = asked(available=False, problem=problem)
    assert (finding.cause, finding.confidence, finding.severity) == (cause, confidence, "error")
    assert finding.params["problem"]


@pytest.mark.parametrize(
    "overlay",
    [
        {"gpus": None},
        {"expect_gpu": "none"},
        {"visible_devices": []},
        {"torch": {"version": "2.1.2+cpu", "cuda": None, "variant": "cpu"}},
    ],
)
def test_nothing_is_judged_where_no_gpu_is_to_be_used(overlay):
    assert asked(overlay, available=False) == []


def test_a_device_without_kernels():
    (finding,) = asked(devices=(CudaDevice("RTX 5090", (12, 0)), CudaDevice("A100", (8, 0))))
    assert (finding.cause, finding.params["sm"]) == ("gpu_arch_not_in_torch_build", "sm_120")


def test_ptx_serves_newer_devices():
    assert asked(devices=(CudaDevice("RTX 5090", (12, 0)),), archs=(*ARCHS, "compute_90")) == []


def test_the_driver_s_fault_stands_above_torch_s_answer():
    old = {
        "driver": {"version": "450.80.02", "cuda": "11.0"},
        "kernel_module": {"version": "450.80.02"},
    }
    (finding,) = asked(old, available=False, problem="The NVIDIA driver on your system is too old")
    assert "driver.runs_torch_cuda" in finding.follows_from
