"""The real pynvml, in a real process, over a library that answers what each case describes."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.nvml import (
    A100,
    FILE,
    REPOSITORY,
    TESLA_P4,
    build,
    describe,
    environment,
    why_no_stand_in,
)

pytestmark = pytest.mark.skipif(bool(why_no_stand_in()), reason=why_no_stand_in())

ASK = """
import json, os, sys
from envdoctor.facts.host import ask_nvml
from envdoctor.facts.root import Root
from envdoctor.model.encode import encode
probe = ask_nvml(Root(), os.environ, float(sys.argv[1]))
print("asked", flush=True)
driver, gpus = probe.answer()
print(json.dumps({"driver": encode(driver), "gpus": encode(gpus)}))
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return build(tmp_path_factory.mktemp("nvml"))


@pytest.fixture
def ask(library, tmp_path):
    def ask(seconds=20.0, library=library, **description):
        variables = environment(library, describe(tmp_path / "fake", **description))
        done = subprocess.run(
            [sys.executable, "-c", ASK, str(seconds)],
            cwd=REPOSITORY,
            env=variables,
            capture_output=True,
            timeout=30,
            check=False,
        )
        assert (done.returncode, done.stderr.decode()) == (0, "")
        first, said = done.stdout.decode().splitlines()
        assert first == "asked"
        return json.loads(said)

    return ask


def test_driver_and_gpus_are_read(ask):
    said = ask(gpus=(A100, TESLA_P4))
    assert said["driver"] == {
        "state": "read",
        "source": "NVML",
        "value": {"version": "535.104.05", "cuda": "12.2", "problem": ""},
    }
    first, second = said["gpus"]["value"]
    assert first == {
        "index": 0,
        "name": "NVIDIA A100-SXM4-80GB",
        "compute_capability": [8, 0],
        "memory_bytes": 85899345920,
        "uuid": "GPU-aaaaaaaa-1111-2222-3333-444444444444",
        "pci": "0000:65:00.0",
        "persistence": True,
        "ecc": True,
        "mig": False,
        "problem": "",
        "slices": None,
        "health": None,
        "fabric": "",
    }
    assert (second["index"], second["name"]) == (1, "Tesla P4")
    assert second["compute_capability"] == [6, 1]


def test_what_a_gpu_does_not_support_stays_open_and_is_no_problem(ask):
    gpu = ask(gpus=(TESLA_P4,))["gpus"]["value"][0]
    assert (gpu["persistence"], gpu["ecc"], gpu["mig"], gpu["problem"]) == (None, None, None, "")
    # A domain above 0xffff, as virtual machines have it, is written as /sys writes it.
    assert gpu["pci"] == "10000:03:00.0"


def test_a_driver_without_gpus_is_an_empty_list(ask):
    assert ask()["gpus"] == {"state": "read", "source": "NVML", "value": []}


@pytest.mark.parametrize(
    ("code", "state", "name"),
    [
        (9, "absent", "NVML_ERROR_DRIVER_NOT_LOADED (9): "),
        (18, "unreadable", "NVML_ERROR_LIB_RM_VERSION_MISMATCH (18): "),
        (4, "unreadable", "NVML_ERROR_NO_PERMISSION (4): "),
        (15, "unreadable", "NVML_ERROR_GPU_IS_LOST (15): "),
        (999, "unreadable", "NVML_ERROR_UNKNOWN (999): "),
    ],
)
def test_a_refused_start_is_told_by_name_and_number(ask, code, state, name):
    said = ask(gpus=(A100,), fail=(("nvmlInitWithFlags", code, -1),))
    assert said["driver"] == said["gpus"]
    assert said["driver"]["state"] == state
    assert said["driver"]["source"] == "nvmlInit"
    assert said["driver"]["reason"].startswith(name)


def test_an_error_that_pynvml_does_not_know_keeps_its_number(ask):
    said = ask(fail=(("nvmlInitWithFlags", 4711, -1),))
    assert said["driver"]["reason"] == "NVML error (4711): An error of the stand-in"


def test_a_mismatch_names_the_library_that_does_not_fit_the_kernel_module(ask, library):
    said = ask(fail=(("nvmlInitWithFlags", 18, -1),))
    assert f"({os.path.realpath(library)}/{FILE})" in said["driver"]["reason"]


def test_no_library_is_an_absent_driver(ask):
    said = ask(library="")
    assert said["driver"]["state"] == "absent"
    assert said["driver"]["reason"].startswith("NVML_ERROR_LIBRARY_NOT_FOUND (12): ")


def test_an_init_that_hangs_is_unknown_and_the_process_ends(ask):
    said = ask(seconds=0.5, gpus=(A100,), hang=(("nvmlInitWithFlags", 3600),))
    assert said["driver"] == said["gpus"]
    assert said["driver"]["state"] == "unknown"
    assert said["driver"]["reason"] == "nvmlInit did not answer within 0.5 s"


def test_a_later_hang_keeps_what_was_said_before(ask):
    said = ask(seconds=2.0, gpus=(A100,), hang=(("nvmlDeviceGetName", 3600),))
    assert said["driver"]["value"]["version"] == "535.104.05"
    assert said["gpus"]["state"] == "unknown"
    assert said["gpus"]["reason"] == "nvmlDeviceGetName did not answer within 2 s"


def test_a_lost_gpu_is_kept_with_its_problem(ask):
    lost = (("nvmlDeviceGetHandleByIndex_v2", 15, 1),)
    first, second = ask(gpus=(A100, TESLA_P4), fail=lost)["gpus"]["value"]
    assert first["problem"] == ""
    assert second["index"] == 1
    assert second["compute_capability"] is None
    assert (
        second["problem"] == "nvmlDeviceGetHandleByIndex: NVML_ERROR_GPU_IS_LOST (15): GPU is lost"
    )


def test_the_first_call_that_fails_on_a_gpu_is_its_problem(ask):
    fail = (("nvmlDeviceGetMemoryInfo", 999, 0), ("nvmlDeviceGetName", 15, 0))
    gpu = ask(gpus=(A100,), fail=fail)["gpus"]["value"][0]
    assert (gpu["name"], gpu["memory_bytes"]) == ("", None)
    assert gpu["compute_capability"] == [8, 0]
    assert gpu["problem"] == "nvmlDeviceGetMemoryInfo: NVML_ERROR_UNKNOWN (999): Unknown Error"


def test_gpus_that_cannot_be_counted_leave_the_driver(ask):
    said = ask(gpus=(A100,), fail=(("nvmlDeviceGetCount_v2", 999, -1),))
    assert said["driver"]["state"] == "read"
    assert said["gpus"]["state"] == "unreadable"
    assert said["gpus"]["reason"].startswith("NVML_ERROR_UNKNOWN (999): ")


def test_a_driver_older_than_the_call_answers_through_the_older_call(ask, tmp_path):
    old = build(tmp_path / "old", without=("nvmlSystemGetCudaDriverVersion_v2",))
    driver = ask(library=old, cuda=10020)["driver"]["value"]
    assert (driver["cuda"], driver["problem"]) == ("10.2", "")


def test_a_container_with_nvml_but_without_libcuda_says_so(ask):
    driver = ask(fail=(("nvmlSystemGetCudaDriverVersion_v2", 12, -1),))["driver"]["value"]
    assert driver["cuda"] == "12.2"
    assert driver["problem"].startswith(
        "nvmlSystemGetCudaDriverVersion_v2: NVML_ERROR_LIBRARY_NOT_FOUND (12): "
    )


def test_a_driver_that_does_not_tell_its_cuda(ask):
    fail = tuple((f"nvmlSystemGetCudaDriverVersion{v}", 13, -1) for v in ("", "_v2"))
    driver = ask(fail=fail)["driver"]["value"]
    assert driver == {"version": "535.104.05", "cuda": "", "problem": ""}


def test_health_fabric_and_instances_are_read(ask):
    counted = {"ecc_errors": 2, "remap_pending": 1, "remap_failed": 0, "fabric": 3, "mig": 1}
    parts = ((0, 3, 5100273664, "MIG-c7384736", "A100 MIG 1g.5gb"),)
    gpu = ask(gpus=({**A100, **counted},), slices=parts)["gpus"]["value"][0]
    assert gpu["health"] == {"ecc_uncorrected": 2, "remap_pending": True, "remap_failed": False}
    assert gpu["fabric"] == "completed"
    assert gpu["slices"] == [
        {"name": "A100 MIG 1g.5gb", "memory_bytes": 5100273664, "uuid": "MIG-c7384736"}
    ]
    assert gpu["problem"] == ""


def test_a_driver_of_the_first_form_of_the_fabric_s_call(ask, tmp_path):
    old = build(tmp_path / "old", without=("nvmlDeviceGetGpuFabricInfoV",))
    gpu = ask(library=old, gpus=({**A100, "fabric": 2},))["gpus"]["value"][0]
    assert gpu["fabric"] == "in progress"


def test_a_driver_that_knows_none_of_the_newer_calls(ask, tmp_path):
    names = ("RemappedRows", "RetiredPagesPendingStatus", "TotalEccErrors", "GpuFabricInfo")
    names += ("GpuFabricInfoV", "MaxMigDeviceCount", "MigMode")
    old = build(tmp_path / "old", without=tuple(f"nvmlDeviceGet{name}" for name in names))
    gpu = ask(library=old, gpus=({**A100, "mig": 1},))["gpus"]["value"][0]
    assert (gpu["health"], gpu["fabric"], gpu["slices"], gpu["problem"]) == (None, "", None, "")
