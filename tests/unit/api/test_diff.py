"""Two machines compared: what matters stands first, what passes is left out."""

import json

import pytest

from envdoctor.api.diff import diff
from envdoctor.model.encode import encode
from envdoctor.model.problem import WrongInput
from tests.support.machines import healthy, machine


@pytest.fixture
def saved(tmp_path):
    def save(name, overlay):
        path = tmp_path / name
        path.write_text(json.dumps({"schema": "envdoctor/facts/1", **encode(machine(overlay))}))
        return str(path)

    return save


def test_a_machine_is_like_itself(saved):
    report = diff(saved("a", {}), saved("b", {}))
    assert report.differences == ()


def test_another_driver_matters_and_the_finding_that_it_brings_is_named(saved):
    old = {
        "driver": {"version": "470.57.02", "cuda": "11.4"},
        "kernel_module": {"version": "470.57.02"},
    }
    report = diff(saved("a", {}), saved("b", old))
    matters = {item.fact: (item.first, item.second) for item in report.differences if item.matters}
    assert matters["driver.version"] == ("535.129.03", "470.57.02")
    assert report.only_first == ()
    assert report.only_second == ("driver.runs_torch_cuda",)


def test_a_missing_package_is_a_difference_of_state(saved):
    report = diff(saved("a", {}), saved("b", {"mmdet": None}))
    assert any(d.fact == "mmdet" and d.second == "absent" and d.matters for d in report.differences)


def test_free_memory_never_differs_and_other_packages_rarely_matter(saved):
    first = {
        "memory": {"available_bytes": 1},
        "distributions": [{"name": "six", "version": "1.16.0"}],
    }
    second = {
        "memory": {"available_bytes": 2},
        "distributions": [{"name": "six", "version": "1.17.0"}],
    }
    report = diff(saved("a", first), saved("b", second))
    assert [(d.fact, d.first, d.second, d.matters) for d in report.differences] == [
        ("distributions.six.version", "1.16.0", "1.17.0", False)
    ]


def test_what_is_no_report_is_refused(tmp_path, saved):
    strange = tmp_path / "c"
    strange.write_text("{}")
    with pytest.raises(WrongInput, match="holds no facts"):
        diff(saved("a", {}), str(strange))
    assert healthy()["schema"] == "envdoctor/facts/1"
