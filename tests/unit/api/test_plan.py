"""Plans as they are asked for: for machines in words and on record, and to mend what is there."""

import json

import pytest

from envdoctor.api.plan import PlanCall, plan
from envdoctor.compat.tables import Tables
from envdoctor.facts.described import Description, described
from envdoctor.model.encode import encode
from envdoctor.model.facts import SCHEMA
from envdoctor.model.problem import NotFinished, WrongInput
from envdoctor.model.request import CPU, Request
from envdoctor.resolve.resolution import resolve
from tests.support.machines import machine
from tests.support.stack_classes import every_class, facts_of, request_of

TABLES = Tables()
EVERY_SO_MANY = 997
"""Of some 90,000 classes; prime, so that every axis is met in all its values."""


def tag_of(asked):
    if asked.system == "windows":
        return "win_amd64"
    if asked.system == "macos":
        return f"macosx_11_0_{asked.machine}"
    return f"manylinux_{asked.glibc.replace('.', '_')}_{asked.machine}"


def in_words(asked):
    gpus = tuple("{}.{}".format(*pair) for pair in asked.capabilities)
    return Description(gpus, asked.driver or "", tag_of(asked), is_gpu_wanted=False)


CLASSES = [asked for number, asked in enumerate(every_class()) if number % EVERY_SO_MANY == 0]


@pytest.mark.parametrize("asked", CLASSES, ids=str)
def test_a_machine_in_words_gets_the_plan_of_the_machine_itself(asked):
    request = request_of(asked)
    there = resolve(facts_of(asked), request, TABLES)
    here = resolve(described(in_words(asked), TABLES), request, TABLES)
    if there.plan is None:
        assert names(here.conflict.members) == names(there.conflict.members)
        assert [near.pins for near in here.nearest] == [near.pins for near in there.nearest]
    else:
        assert here.plan.pins == there.plan.pins
        assert here.plan.python == there.plan.python
        assert [s.argv for s in here.plan.steps] == [s.argv for s in there.plan.steps]


def names(members):
    return [member.name for member in members]


@pytest.fixture
def saved(tmp_path):
    def save(overlay):
        file = tmp_path / "facts.json"
        file.write_text(json.dumps({"schema": SCHEMA, **encode(machine(overlay))}))
        return str(file)

    return save


def planned(**call):
    return plan(PlanCall(offline=True, **call), {"HOME": "/nowhere"})


def test_saved_facts_and_the_same_in_words(saved):
    on_record = planned(facts=saved({}), python="3.9")
    in_words = planned(
        gpus=("RTX 3090",),
        driver="535.129.03",
        platform="manylinux_2_35_x86_64",
        python="3.9",
    )
    assert in_words.resolution.plan.pins == on_record.resolution.plan.pins
    assert in_words.resolution.plan.steps == on_record.resolution.plan.steps
    assert on_record.resolution.plan.environment == "openmmlab"


def test_saved_facts_are_planned_for_where_they_were_read(saved):
    report = planned(facts=saved({}))
    assert report.resolution.plan.environment == "{prefix}"
    assert report.resolution.plan.python == "3.10"


def test_a_driver_that_nobody_named_is_remarked():
    call = {"gpus": ("RTX 3090",), "platform": "linux_x86_64"}
    (remark,) = (r for r in planned(**call).remarks if r.name == "driver.unknown")
    assert remark.params["cuda"] == "12.1"
    assert remark.params["driver"].startswith("52")
    assert not any(r.name == "driver.unknown" for r in planned(**call, driver="535").remarks)


@pytest.mark.parametrize(
    ("call", "first", "second"),
    [
        ({"facts": "f.json", "gpus": ("T4",)}, "--facts", "--gpu"),
        ({"facts": "f.json", "env": "e"}, "--facts", "--env"),
        ({"facts": "f.json", "python": "python3"}, "--facts", "--python PATH"),
        ({"platform": "linux_x86_64", "env": "e"}, "--platform", "--env"),
        ({"driver": "535", "python": "./python"}, "--driver", "--python PATH"),
        ({"python": "./python", "env": "e"}, "--python PATH", "--env"),
        ({"python": "3.8", "env": "e"}, "--env", "--python VERSION"),
        ({"python": "3.8", "fix": True}, "--fix", "--python VERSION"),
        ({"gpus": ("T4",), "fix": True}, "--fix", "--gpu"),
    ],
)
def test_words_that_exclude_each_other(call, first, second):
    with pytest.raises(WrongInput) as wrong:
        planned(**call)
    assert first in str(wrong.value)
    assert second in str(wrong.value)


def test_a_system_that_could_not_be_read_is_no_verdict(saved):
    lost = {"platform": {"state": "unknown", "source": "uname", "reason": "no answer"}}
    with pytest.raises(NotFinished, match="no answer"):
        planned(facts=saved(lost))


def mended(overlay, saved, **request):
    report = planned(facts=saved(overlay), fix=True, request=Request(**request))
    assert report.resolution.plan is not None, report.resolution.conflict
    return report


def argvs(report):
    return [" ".join(step.argv) for step in report.resolution.plan.steps]


def test_a_healthy_environment_is_left_alone(saved):
    report = mended({}, saved)
    assert report.resolution.plan.steps == ()
    assert {"mmdet", "mmpose"} <= {pin.name for pin in report.resolution.plan.pins}


def test_only_what_is_at_fault_moves(saved):
    report = mended({"numpy": {"version": "2.1.0"}}, saved)
    kept = dict(report.request.kept)
    assert kept["torch"] == "2.1.2+cu121"
    pins = {pin.name: pin.version for pin in report.resolution.plan.pins}
    assert (pins["torch"], pins["mmcv"], pins["numpy"]) == ("2.1.2+cu121", "2.1.0", "<2")
    assert all("numpy<2" in argv for argv in argvs(report))
    assert not any("--index-url" in argv for argv in argvs(report))


def test_what_must_go_goes_first(saved):
    listed = machine({}).distributions.value
    lite = listed[0]._replace(name="mmcv-lite", version="2.1.0")
    overlay = {"distributions": [item._asdict() for item in (*listed, lite)]}
    report = mended(overlay, saved)
    assert "mmcv-lite" in argvs(report)[0].split()
    assert "uninstall" in argvs(report)[0]


def test_what_is_damaged_is_taken_out_and_put_in_again(saved):
    report = mended({"mmcv": {"ops": None}}, saved)
    text = "\n".join(argvs(report))
    assert "mmcv==2.1.0" in text
    assert "--find-links" in text


def test_a_torch_whose_version_bears_no_variant_stays(saved):
    overlay = {"torch": {"version": "2.1.2"}, "numpy": {"version": "2.1.0"}}
    report = mended(overlay, saved)
    assert not any("torch==2.1.2+cu121" in argv for argv in argvs(report))


def with_lite(saved, **more):
    away = ("mmcv", "mmdet", "mmpose")
    listed = [item for item in machine({}).distributions.value if item.name not in away]
    lite = listed[0]._replace(name="mmcv-lite", version="2.1.0")
    overlay = {
        "mmcv": {"package": {"distribution": "mmcv-lite"}, "ops": None},
        "mmdet": None,
        "mmpose": None,
        "distributions": [item._asdict() for item in (*listed, lite)],
        **more,
    }
    return saved(overlay)


def test_an_mmcv_by_another_name_goes_before_this_one_comes(saved):
    report = planned(facts=with_lite(saved))
    assert report.resolution.plan.pin("mmcv")
    first = report.resolution.plan.steps[0].argv
    assert "uninstall" in first
    assert "mmcv-lite" in first


def test_mmcv_lite_stays_where_there_is_nothing_else(saved):
    blackwell = {
        "gpus": [{"name": "NVIDIA GeForce RTX 5090", "compute_capability": [12, 0]}],
        "driver": {"version": "580.65.06"},
    }
    path = with_lite(saved, **blackwell)
    report = planned(facts=path, fix=True)
    assert report.resolution.plan.pin("mmcv-lite")
    assert planned(facts=path, fix=True, ops_asked=True).resolution.plan is None


def test_ops_for_another_torch_go_though_their_version_stays(saved):
    old = {"driver": {"version": "450.80.02", "cuda": "11.0"}}
    for call in ({}, {"fix": True}):
        report = planned(facts=saved(old), **call)
        assert report.resolution.plan.pin("torch").version == "2.1.2+cu118"
        first = report.resolution.plan.steps[0].argv
        assert "uninstall" in first
        assert "mmcv" in first
        assert any("mmcv==2.1.0" in argv and "cu118" in argv for argv in argvs(report))


def test_what_only_a_person_can_do_is_told(saved):
    report = planned(facts=saved({"driver": {"version": "390.10", "cuda": ""}}), fix=True)
    manual = [remark.source for remark in report.remarks if remark.name == "manual"]
    assert "driver.runs_torch_cuda" in manual


def test_the_cpu_where_nobody_wants_a_gpu(saved):
    report = planned(facts=saved({}), request=Request(cuda=CPU))
    assert report.resolution.plan.pin("torch").version.endswith("+cpu")


LACKED = {
    "name": "nvidia-nccl-cu12",
    "specifier": "==2.18.1",
    "required_by": "torch",
}


def lite_without_gpu(saved, **more):
    here = {"gpus": None, "driver": None, "kernel_module": None, "visible_devices": None}
    return with_lite(saved, **{**here, "unmet": [LACKED], **more})


def test_a_torch_for_cuda_stays_where_there_is_no_gpu(saved):
    report = planned(facts=lite_without_gpu(saved), fix=True)
    plan = report.resolution.plan
    assert plan.pin("torch").version == "2.1.2+cu121"
    assert plan.pin("nvidia-nccl-cu12")
    assert not any(remark.name == "driver.unknown" for remark in report.remarks)


def test_what_a_torch_that_leaves_lacked_is_not_brought(saved):
    report = planned(facts=lite_without_gpu(saved), fix=True, request=Request(cuda=CPU))
    plan = report.resolution.plan
    assert plan.pin("torch").version.endswith("+cpu")
    assert plan.pin("nvidia-nccl-cu12") is None
    assert not any("nccl" in argv for argv in argvs(report))


def test_there_is_one_mmcv_and_it_stays_without_ops(saved):
    mmcv = {"package": {"distribution": "mmcv-lite"}, "version": "2.2.0", "ops": None}
    report = planned(facts=with_lite(saved, mmcv=mmcv), fix=True)
    names = [pin.name for pin in report.resolution.plan.pins]
    assert "mmcv-lite" in names
    assert "mmcv" not in names
    asked = planned(facts=with_lite(saved, mmcv=mmcv), fix=True, ops_asked=True)
    names = [pin.name for pin in asked.resolution.plan.pins]
    assert "mmcv" in names
    assert "mmcv-lite" not in names
    assert "mmcv-lite" in asked.resolution.plan.steps[0].argv
    assert "uninstall" in asked.resolution.plan.steps[0].argv


def test_where_nobody_builds_torch_the_platform_is_what_speaks_against_it():
    for more in ({}, {"python": "3.10"}):
        report = planned(platform="linux_armv7l", request=Request(cuda=CPU), **more)
        assert [member.name for member in report.resolution.conflict.members] == ["platform"]
