"""A check that is passed over as idle would have passed, whatever else is known or not."""

import json
from pathlib import Path

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose import runner
from envdoctor.diagnose.checks import MODULES
from envdoctor.diagnose.idle import _CONDITIONS, idle_checks
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.facts import GPU_EXPECTATIONS, Facts
from envdoctor.model.read import NO_ANSWER, Read
from tests.support.machines import CASES, machine

TABLES = Tables()
OVERLAYS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))["overlay"]
    for path in sorted(Path(CASES, "healthy").glob("*.json"))
}
for path in sorted(Path(CASES, "rules").glob("*.json")):
    case = json.loads(path.read_text(encoding="utf-8"))
    OVERLAYS.update({f"{path.stem}: {kind}": case[kind] for kind in ("bad", "good")})
NOT_READ = (
    Read.absent("there", "gone"),
    Read.unknown("nobody looked", "there"),
    Read.unknown(f"{NO_ANSWER} within 5 s", "there"),
    Read.unreadable("there", "nonsense"),
)
READINGS = tuple(name for name, read in zip(Facts._fields, machine({})) if isinstance(read, Read))
NAMES = frozenset(name for _, names in _CONDITIONS for name in names)
EMPTY = {
    name: Read.of((), "test")
    for name in ("binaries", "copies", "shared_modules", "toolkits", "unmet", "variables")
}


@pytest.fixture
def same(monkeypatch):
    """Compares the diagnosis with the one for which every check is heard; says what was idle."""

    def compare(facts):
        idle = idle_checks(facts)
        quick = diagnose(facts, TABLES, Selection())
        with monkeypatch.context() as patch:
            patch.setattr(runner, "idle_checks", lambda _: frozenset())
            assert quick == diagnose(facts, TABLES, Selection())
        return idle

    return compare


@pytest.mark.parametrize("name", OVERLAYS)
def test_on_a_recorded_machine(same, name):
    facts = machine(OVERLAYS[name])
    for expected in GPU_EXPECTATIONS:
        assert same(facts._replace(expect_gpu=expected)) <= set(MODULES)


@pytest.mark.parametrize("name", READINGS)
@pytest.mark.parametrize("overlay", ["laptop_cpu_torch", "docker_build", "conda_environment"])
def test_where_something_was_not_read(same, name, overlay):
    facts = machine(OVERLAYS[overlay])
    for read in NOT_READ:
        same(facts._replace(**{name: read}))


def test_where_there_is_none_of_anything_all_of_them_are_idle(same):
    facts = machine({**OVERLAYS["docker_build"], "torch": OVERLAYS["laptop_cpu_torch"]["torch"]})
    assert same(facts._replace(**EMPTY)) == NAMES


def test_with_a_version_that_is_none(same):
    facts = machine({**OVERLAYS["laptop_cpu_torch"], "mmaction2": {"version": "nonsense"}})
    assert {"mmcv.present", "mmcv.mmengine_present"} <= same(facts)


def test_what_an_error_blocks_is_not_passed_over(same):
    cpu = {"version": "1.7.1+cpu", "variant": "cpu", "cuda": None}
    facts = machine({**OVERLAYS["laptop_cpu_torch"], "torch": cpu})
    assert "torch.gpu_kernels" in same(facts)
    (result,) = (
        r for r in diagnose(facts, TABLES, Selection()).results if r.rule == "torch.gpu_kernels"
    )
    assert (result.status, result.reason) == ("not_applicable", "torch.minimum")
