"""Whole environments that were recorded from real installs, judged as `check --env` judges them."""

import json

import pytest

from envdoctor.api.check import CheckRequest, check
from envdoctor.model.encode import encode
from envdoctor.model.finding import INFO
from tests.support.environments import recorded


@pytest.fixture
def judged(tmp_path):
    def judge(name):
        _, env = recorded(tmp_path, name)
        # The recording has the link, not the Python outside that it leads to.
        for link in (tmp_path / env.lstrip("/") / "bin").iterdir():
            link.unlink()
            link.write_text("")
        return check(
            CheckRequest(env=f"{tmp_path}{env}", expect_gpu="none"), {"HOME": "/home/nobody"}
        )

    return judge


def test_the_standing_demo_s_four_faults_and_the_undeclared_import_are_named(judged):
    report = judged("standing_demo")
    found = {
        finding.id: finding for finding in report.diagnosis.findings if finding.severity != INFO
    }
    assert {name: finding.cause for name, finding in found.items()} == {
        "mmcv.range": "mmcv_too_new",
        "mmaction2.complete": "release_defect",
        "libraries.numpy_for_torch": "numpy_abi_mismatch",
        "libraries.opencv_owners": "conflicting_packages",
        "mmaction2.undeclared_imports": "dependency_missing",
        "python.requirements": "dependency_missing",
    }
    assert "mmaction.models.localizers.drn" in found["mmaction2.complete"].params["module"]
    assert not report.ok


def test_what_the_demo_truly_lacks_is_named_torch_s_cuda_packages(judged):
    report = judged("standing_demo")
    (lacking,) = (f for f in report.diagnosis.findings if f.id == "python.requirements")
    assert lacking.params["package"] == "torch"
    assert {goal.package for goal in lacking.goals} >= {
        "nvidia-cudnn-cu12",
        "nvidia-cublas-cu12",
        "triton",
    }


def test_a_healthy_environment_with_the_real_stack_is_quiet(judged):
    report = judged("healthy_cpu_311")
    assert [f.id for f in report.diagnosis.findings if f.severity != INFO] == []
    assert report.ok


def test_saved_facts_get_the_same_verdict(judged, tmp_path):
    report = judged("standing_demo")
    saved = tmp_path / "facts.json"
    saved.write_text(json.dumps({"schema": "envdoctor/facts/1", **encode(report.facts)}))
    again = check(CheckRequest(facts=str(saved)))
    assert again.diagnosis == report.diagnosis
    assert again.mending == report.mending
