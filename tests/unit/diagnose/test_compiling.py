"""Whether a compile is in play, and what the checks of toolkits and compilers make of it."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.compiling import chosen_toolkit, compile_in_play
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.finding import INFO
from envdoctor.model.goal import Manual
from tests.support.machines import machine

TABLES = Tables()
NO_WHEEL = {"version": "2.12.0+cu126", "cuda": "12.6", "variant": "cu126"}
EDITABLE = {"package": {"editable": True}}
TWO = [
    {"path": "/usr/local/cuda-12.1", "version": "12.1.105", "chosen_by": ["PATH"]},
    {"path": "/usr/local/cuda-11.8", "version": "11.8.89", "chosen_by": []},
]


def in_play(**overlay):
    return compile_in_play(machine(overlay), TABLES)


def faults(overlay, layer="cuda"):
    found = diagnose(machine(overlay), TABLES, Selection(select=(layer,))).findings
    return {finding.id: finding.severity for finding in found if finding.severity != INFO}


def test_what_is_installed_as_wheels_compiles_nothing():
    assert in_play() is None
    assert in_play(mmcv=None) is None
    assert in_play(mmcv={"ops": None}) is None


def test_without_a_wheel_for_this_torch_mmcv_is_compiled():
    compiled = in_play(torch=NO_WHEEL, mmcv=None)
    assert compiled.pending
    assert compiled.cuda == "12.6"
    assert compiled.severity == "error"


def test_an_mmcv_out_of_range_without_a_wheel_is_compiled():
    assert in_play(torch=NO_WHEEL, mmcv={"package": {"version": "2.2.0"}}).pending
    assert in_play(torch=NO_WHEEL) is None


def test_nobody_needs_mmcv():
    nothing = dict.fromkeys(("mmaction2", "mmdet", "mmpose", "mmcv"))
    assert in_play(torch=NO_WHEEL, **nothing) is None


def test_mmcv_lite_is_a_choice():
    lite = {"package": {"distribution": "mmcv-lite"}, "ops": None}
    assert in_play(torch=NO_WHEEL, mmcv=lite) is None


def test_an_mmcv_from_source_is_compiled_again():
    compiled = in_play(mmcv=EDITABLE)
    assert not compiled.pending
    assert compiled.severity == "warning"
    assert in_play(mmcv={**EDITABLE, "ops": None}).pending


@pytest.mark.parametrize("variant", ["rocm6.0", "xpu", "mps", ""])
def test_builds_outside_the_tables(variant):
    assert in_play(mmcv=EDITABLE, torch={"variant": variant, "cuda": None}) is None


def test_without_a_gpu_no_ops_for_cuda_are_compiled():
    assert in_play(mmcv=EDITABLE, gpus=None).cuda == ""
    forced = [{"name": "FORCE_CUDA", "value": "1"}]
    assert in_play(mmcv=EDITABLE, gpus=None, variables=forced).cuda == "12.1"
    assert in_play(mmcv=EDITABLE, gpus=None, expect_gpu="required").cuda == "12.1"


def test_cuda_home_decides_alone():
    home = [{"name": "CUDA_HOME", "value": "/nowhere"}]
    assert chosen_toolkit(machine({"toolkits": TWO})).version == "12.1.105"
    assert chosen_toolkit(machine({"toolkits": TWO, "variables": home})) is None
    assert chosen_toolkit(machine({"toolkits": TWO[1:]})) is None


def test_a_pending_compile_makes_errors():
    pending = {"torch": NO_WHEEL, "mmcv": None}
    assert faults({**pending, "toolkits": TWO[1:2], "compilers": None}) == {
        "cuda.compiler_missing": "error"
    }
    at_home = [{**TWO[1], "chosen_by": ["/usr/local/cuda"]}]
    assert faults({**pending, "toolkits": at_home}) == {"cuda.toolkit_for_torch": "error"}
    home = [{"name": "CUDA_HOME", "value": "/opt/runtime"}]
    assert faults({**pending, "variables": home}) == {"cuda.home": "error"}


def test_another_minor_version_is_information():
    found = diagnose(
        machine({"mmcv": EDITABLE, "torch": {"version": "2.1.2+cu118", "cuda": "11.8", "variant": "cu118"},
                 "toolkits": [{**TWO[0], "version": "11.7.99"}]}),
        TABLES, Selection(select=("cuda.toolkit_for_torch",)),
    ).findings  # fmt: skip
    assert [(f.severity, f.message_id) for f in found] == [("info", "cuda.toolkit_for_torch.minor")]


def test_a_toolkit_that_fits_is_named():
    torch = {"version": "2.1.2+cu118", "cuda": "11.8", "variant": "cu118"}
    (finding,) = diagnose(
        machine({"mmcv": EDITABLE, "torch": torch, "toolkits": TWO}),
        TABLES,
        Selection(select=("cuda.toolkit_for_torch",)),
    ).findings
    (goal,) = finding.goals
    assert isinstance(goal, Manual)
    assert goal.text.format(**finding.params).endswith("CUDA_HOME=/usr/local/cuda-11.8")


def test_a_switch_that_allows_any_compiler():
    gcc = [{"name": "gcc", "path": "/usr/bin/gcc", "version": "14"}]
    flags = [{"name": "NVCC_APPEND_FLAGS", "value": "-allow-unsupported-compiler"}]
    case = {"mmcv": EDITABLE, "compilers": gcc}
    assert "cuda.compiler_for_nvcc" in faults(case)
    assert "cuda.compiler_for_nvcc" not in faults({**case, "variables": flags})


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_the_compiler_of_other_systems(system):
    case = {
        "mmcv": {**EDITABLE, "ops": None},
        "mmdet": None,
        "mmpose": None,
        "compilers": None,
        "platform": {"system": system},
    }
    assert "cuda.compiler_missing" in faults(case)
