"""Plans, conflicts and near sets that a person could have asked for."""

from envdoctor.compat.tables import Tables
from envdoctor.model.plan import FROM_SOURCE
from envdoctor.model.request import Request
from envdoctor.resolve.resolution import resolve
from tests.support import stack_oracle as oracle
from tests.support.machines import machine
from tests.support.stack_classes import facts_of, request_of
from tests.support.stack_oracle import Asked

_BLACKWELL = {
    "gpus": [{"name": "NVIDIA GeForce RTX 5090", "compute_capability": [12, 0]}],
    "driver": {"version": "580.65.06"},
}


def _resolve(overlay, **request):
    return resolve(machine(overlay), Request(**request), Tables())


def _versions(pins):
    return {pin.name: pin.version for pin in pins}


def _argvs(plan):
    return [" ".join(step.argv) for step in plan.steps]


def _names(conflict):
    return {member.name for member in conflict.members}


def test_the_documented_set_for_an_rtx_3090():
    plan = _resolve({}, packages=("mmdet", "mmpose")).plan
    assert _versions(plan.pins) == {
        "setuptools": "<82",
        "numpy": "<2",
        "torch": "2.1.2+cu121",
        "torchvision": "0.16.2+cu121",
        "mmengine": "0.10.7",
        "mmcv": "2.1.0",
        "opencv-python": "4.11.0.86",
        "opencv-contrib-python": "4.11.0.86",
        "importlib-metadata": "",
        "decord": "",
        "mmdet": "3.3.0",
        "mmpose": "1.3.2",
        "mmaction2": "1.2.0",
    }
    assert plan.pin("mmcv").provenance.state == "observed"
    assert plan.find_links == (
        "https://download.openmmlab.com/mmcv/dist/cu121/torch2.1/index.html",
    )
    assert not plan.compiles
    assert plan.tables_as_of


def test_a_wheel_that_is_only_expected_says_so():
    plan = _resolve({"interpreter": {"version": "3.9.18"}}).plan
    assert plan.pin("mmcv").provenance.state == "inferred"


def test_every_step_holds_what_must_not_move_and_mmcv_is_never_compiled_unasked():
    plan = _resolve({}, packages=("mmpose",)).plan
    installs = [argv for argv in _argvs(plan) if " install " in argv and "--no-deps" not in argv]
    mmcv = next(argv for argv in installs if " mmcv==" in argv)
    assert "--only-binary mmcv" in mmcv
    assert "--find-links" in mmcv
    assert all("numpy<2" in argv for argv in installs if "--index-url" not in argv)
    assert not any("--find-links" in argv for argv in installs if argv is not mmcv)
    assert not any("chumpy" in argv for argv in _argvs(plan))


def test_what_the_published_mmaction2_lacks_is_mended_openly():
    package = _resolve({}).plan
    assert "localizers" in _argvs(package)[-1]
    assert "drn" in package.steps[-1].params["module"]
    source = _resolve({}, mode="source").plan
    assert source.pin("mmaction2").how == FROM_SOURCE
    assert "git clone --depth 1 --branch v1.2.0" in _argvs(source)[-2]
    assert not any("localizers" in argv for argv in _argvs(source))
    assert not source.compiles


def test_the_stand_in_makes_the_missing_module_importable(tmp_path, monkeypatch):
    import sysconfig

    monkeypatch.setattr(sysconfig, "get_paths", lambda: {"purelib": str(tmp_path)})
    exec(_resolve({}).plan.steps[-1].argv[-1], {})
    scope = {}
    drn = tmp_path / "mmaction" / "models" / "localizers" / "drn"
    exec((drn / "drn.py").read_text(), scope)
    assert (drn / "__init__.py").exists()
    assert "DRN" in scope


def test_blackwell_has_no_wheel_and_the_ways_out_are_named_with_their_words():
    answer = _resolve(_BLACKWELL)
    assert answer.plan is None
    assert {"gpu.sm_120", "wheel.torch", "request.compile"} <= _names(answer.conflict)
    ways = {near.changes[0].name: near for near in answer.nearest if len(near.changes) == 1}
    assert ways["request.ops"].changes[0].options == ("--no-ops",)
    assert _versions(ways["machine.gpu"].pins)["torch"] == "2.1.2+cpu"
    counts = [len(near.changes) for near in answer.nearest]
    assert counts == sorted(counts)


def test_a_conflict_says_that_python_3_12_has_no_wheel_of_the_mmcv_that_is_asserted():
    answer = _resolve({}, python="3.12")
    assert _names(answer.conflict) == {
        "request.python",
        "range.mmaction2.mmcv",
        "wheel.python",
        "request.ops",
        "request.compile",
    }
    assert answer.nearest[0].changes[0].name == "request.python"
    assert answer.nearest[0].python == "3.11"


def test_a_third_party_that_is_allowed_is_refused_by_the_assert_and_not_in_silence():
    answer = _resolve(
        {"gpus": None, "driver": None}, python="3.12", allowed_indexes=("onedl-mmcv",)
    )
    assert "range.mmaction2.mmcv" in _names(answer.conflict)


def test_a_platform_without_any_torch():
    answer = _resolve({"platform": {"machine": "ppc64le"}})
    assert _names(answer.conflict) == {"platform"}
    assert answer.nearest == ()


def test_an_arm_server_is_told_that_nobody_builds_mmcv_for_it():
    answer = _resolve({"platform": {"machine": "aarch64"}}, cuda="cpu")
    assert "wheel.platform" in _names(answer.conflict)
    plan = _resolve({"platform": {"machine": "aarch64"}}, cuda="cpu", need_ops=False).plan
    assert {"mmcv-lite", "av"} <= _versions(plan.pins).keys()
    assert "decord" not in " ".join(_argvs(plan))


def test_a_compile_is_bound_to_the_toolkit_that_is_there_and_says_what_it_needs():
    plan = _resolve({**_BLACKWELL, "toolkits": [{"version": "12.8.1"}]}, may_compile=True).plan
    (build,) = plan.source_builds
    assert _versions(plan.pins)["torch"].endswith("+cu128")
    assert dict(build.variables)["TORCH_CUDA_ARCH_LIST"] == "12.0"
    assert int(dict(build.variables)["MAX_JOBS"]) >= 1
    assert {item.name: item.met for item in build.preconditions}["toolkit"] is True
    step = next(step for step in plan.steps if "--no-build-isolation" in step.argv)
    assert step.variables == build.variables


def test_jobs_of_a_compile_fit_into_memory():
    overlay = {**_BLACKWELL, "toolkits": None, "memory": {"available_bytes": 7 << 30}}
    plan = _resolve(overlay, may_compile=True).plan
    assert dict(plan.source_builds[0].variables)["MAX_JOBS"] == "2"
    assert plan.source_builds[0].preconditions[0].met is False


def test_a_repair_moves_as_little_as_possible():
    kept = (("torch", "2.1.2+cu121"), ("mmcv", "2.2.0"), ("mmengine", "0.9.0"), ("numpy", "1.26.4"))
    versions = _versions(_resolve({}, kept=kept, pins=(("mmcv", "<2.2.0"),)).plan.pins)
    assert versions["mmcv"] == "2.1.0"
    assert versions["torch"] == "2.1.2+cu121"
    assert versions["mmengine"] == "0.9.0"


def test_torch_stays_however_much_else_has_to_move():
    kept = {
        "mmcv": "2.2.0",
        "mmengine": "0.9.0",
        "numpy": "2.1.0",
        "opencv-contrib-python": "4.9.0.80",
        "opencv-python": "4.8.0.76",
        "mmdet": "3.0.0",
        "torch": "2.0.1+cu118",
    }
    pins = (("mmcv", "<2.2.0"), ("mmengine", ">=0.10.0"), ("mmdet", ">=3.2.0"))
    answer = _resolve({}, kept=tuple(kept.items()), pins=pins, packages=("mmdet",))
    assert _versions(answer.plan.pins)["torch"] == "2.0.1+cu118"


def test_what_must_go_is_uninstalled_first():
    overlay = {"distributions": [{"name": "mmcv-lite", "version": "2.1.0"}]}
    steps = _argvs(_resolve(overlay, removed=("mmcv-lite", "absent")).plan)
    assert steps[0] == "{python} -m pip uninstall -y mmcv-lite"


def test_another_python_means_another_environment():
    plan = _resolve({}, python="3.8").plan
    assert plan.environment == "openmmlab"
    assert _argvs(plan)[0] == "conda create -y -n openmmlab python=3.8"
    assert _argvs(plan)[1].startswith("conda run -n openmmlab python -m pip install")


def test_a_range_that_was_asked_for_holds_or_is_in_the_conflict():
    plan = _resolve({}, pins=(("torch", "<2.1"), ("yapf", "<0.40.2"))).plan
    assert _versions(plan.pins)["torch"] == "2.0.1+cu118"
    assert plan.pin("yapf").requirement == "yapf<0.40.2"
    answer = _resolve({}, pins=(("torch", ">=2.2"),))
    assert "pin.0.torch" in _names(answer.conflict)


def test_what_is_rejected_says_why():
    rejected = {item.candidate: item for item in _resolve({}).plan.rejected}
    newer = next(item for name, item in rejected.items() if name.startswith("mmcv 2.3"))
    assert newer.params["range"] == ">=2.0.0rc4,<2.2.0"
    unknown = rejected["torch 2.11.0 (cu129)"]
    assert "not established" in unknown.reason


def test_what_does_not_work_under_this_numpy_is_said():
    names = {item.name for item in _resolve({}).plan.caveats}
    assert names == {"bad.mmcv-pixel-group-numpy-1.24"}
    lite = _resolve({}, need_ops=False).plan
    assert {item.name for item in lite.caveats} == {"bad.mmengine-weights-only"}


def test_near_sets_are_what_the_oracle_finds_for_the_changed_request():
    asked = Asked(
        "linux", "x86_64", "2.35", ((8, 6),), "535.129.03", "3.12", "auto", (), True, False, None
    )
    changed = {
        "request.python": asked._replace(python=None),
        "request.ops": asked._replace(need_ops=False),
        "request.compile": asked._replace(may_compile=True),
    }
    answer = resolve(facts_of(asked), request_of(asked), Tables())
    single = {near.changes[0].name: near for near in answer.nearest if len(near.changes) == 1}
    assert single.keys() == changed.keys()
    for name, near in single.items():
        best = oracle.best(changed[name])
        assert _versions(near.pins)["torch"] == f"{best.torch}+{best.variant}"
        assert near.python == best.python
