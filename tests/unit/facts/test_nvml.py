"""Where NVML is not asked; how it answers is shown in tests/integration/nvml."""

import sys

import pytest

from envdoctor.facts.nvml import NvmlProbe, ask_nvml, start_nvml
from envdoctor.facts.root import Root
from envdoctor.model.read import Read
from tests.support.roots import make_root


@pytest.mark.parametrize("system", ["linux", "macos", "windows"])
def test_without_a_sign_of_nvidia_it_is_absent(tmp_path, system):
    driver, gpus = start_nvml(make_root(tmp_path), {}, system).answer()
    assert driver == gpus
    assert driver.is_absent


def test_a_folder_has_no_driver_whatever_it_holds(tmp_path):
    root = make_root(tmp_path, {"/dev/nvidia0": ""}, running=False)
    driver, gpus = start_nvml(root, {}).answer()
    assert driver == gpus == Read.unknown("not a running machine", "NVML")


def test_without_pynvml_it_is_unknown(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", None)
    driver, gpus = ask_nvml(Root(), {}).answer()
    assert driver == gpus
    assert driver.state == "unknown"
    assert "nvidia-ml-py" in driver.reason


def test_a_probe_that_was_never_started():
    assert NvmlProbe().answer()[0].state == "unknown"
