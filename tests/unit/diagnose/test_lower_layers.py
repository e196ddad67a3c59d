"""Driver, GPU and system: the other ends of each rule, beside its recorded bad and good case."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.gpu_use import library_version, nvml_error
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.facts.redact import redact
from envdoctor.model.finding import CRASHED
from envdoctor.model.machine import MigSlice, Variable
from envdoctor.model.private import NOTHING_PRIVATE
from envdoctor.model.read import Read
from tests.support.machines import machine

TABLES = Tables()
LAYERS = Selection(select=("driver", "gpu", "system"))
ABSENT = {"state": "absent", "source": "nvmlInit"}
NO_DRIVER = {
    "driver": {**ABSENT, "reason": "NVML_ERROR_LIBRARY_NOT_FOUND (12): not found"},
    "gpus": {**ABSENT, "reason": "NVML_ERROR_LIBRARY_NOT_FOUND (12): not found"},
}
CPU = {"version": "2.1.2+cpu", "cuda": None, "variant": "cpu"}
ROOMY = {"path": "/dev/shm", "total_bytes": 2**33, "free_bytes": 2**33}
WSL = {
    "platform": {"wsl": True, "release": "5.15.153.1-microsoft-standard-WSL2"},
    "kernel_module": None,
    "nvidia_devices": {"pci": [], "nodes": ["/dev/dxg"], "drivers": []},
    **NO_DRIVER,
}


def refused(error):
    reading = {"state": "unreadable", "source": "nvmlInit", "reason": error}
    return {"driver": reading, "gpus": reading}


def inside(kind="docker", **more):
    mark = {"state": "read", "source": "/.dockerenv", "value": {"kind": kind}}
    return {"container": mark, "shm": ROOMY, **more}


def libraries(nvml="", cuda="", wsl=""):
    value = {"nvml": nvml, "cuda": cuda, "wsl": wsl}
    return {"state": "read", "source": "LD_LIBRARY_PATH, /usr/lib", "value": value}


def judge(overlay):
    """What is found: {message id: (severity, confidence)}."""
    diagnosis = diagnose(machine(overlay), TABLES, LAYERS)
    assert not [result for result in diagnosis.results if result.status == CRASHED]
    return {f.message_id: (f.severity, f.confidence) for f in diagnosis.findings}


NO_NODES = {"nodes": [], "drivers": ["nvidia"]}
NO_PCI = {"nodes": [], "pci": [], "drivers": []}
NO_IMAGE = [{"name": "NVIDIA_VISIBLE_DEVICES", "value": "none"}]
IMAGE = [{"name": "NVIDIA_VISIBLE_DEVICES", "value": "all"}]


@pytest.mark.parametrize(
    ("overlay", "found"),
    [
        (inside(nvidia_devices=NO_NODES, **NO_DRIVER), {"gpu.container": ("warning", "high")}),
        (inside(nvidia_devices=NO_NODES, torch=CPU, **NO_DRIVER), {}),
        (inside(nvidia_devices=NO_NODES, expect_gpu="none", **NO_DRIVER), {}),
        (inside(nvidia_devices=None, kernel_module=None, **NO_DRIVER), {}),
        (
            inside(nvidia_devices=NO_PCI, kernel_module=None, variables=IMAGE, **NO_DRIVER),
            {"gpu.container": ("info", "medium")},
        ),
        (inside(nvidia_devices=NO_NODES, variables=NO_IMAGE, **NO_DRIVER), {}),
        (
            inside(**refused("NVML_ERROR_LIB_RM_VERSION_MISMATCH (18): mismatch")),
            {"driver.module_mismatch": ("error", "high")},
        ),
        (
            inside(**refused("NVML_ERROR_UNKNOWN (999): Unknown Error")),
            {"gpu.container_access.lost": ("error", "high")},
        ),
        (
            inside(driver_libraries=libraries(), **NO_DRIVER),
            {"gpu.container_access.libraries": ("error", "medium")},
        ),
        (inside(driver_libraries=libraries(cuda="/usr/lib/libcuda.so.1"), **NO_DRIVER), {}),
        (inside(gpus=[], expect_gpu="required"), {"gpu.container": ("error", "high")}),
    ],
)
def test_containers(overlay, found):
    assert judge(overlay) == found


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("docker", "--gpus all"),
        ("podman", "nvidia.com/gpu=all"),
        ("kubernetes", "resources.limits"),
        ("apptainer", "--nv"),
        ("lxc", "devices"),
    ],
)
def test_each_kind_of_container_has_its_own_remedy(kind, word):
    facts = machine(inside(kind, nvidia_devices=NO_NODES, **NO_DRIVER))
    (finding,) = diagnose(facts, TABLES, LAYERS).findings
    assert word in finding.goals[0].text


LINUX_CUDA = "/usr/lib/x86_64-linux-gnu/libcuda.so.535.129.03"
WSL_CUDA = "/usr/lib/wsl/lib/libcuda.so.1"


@pytest.mark.parametrize(
    ("libs", "change", "found"),
    [
        (libraries(cuda=LINUX_CUDA, wsl=WSL_CUDA), {}, {"driver.wsl.hidden": ("error", "high")}),
        (libraries(), {}, {"driver.wsl.library": ("info", "medium")}),
        (libraries(), {"expect_gpu": "required"}, {"driver.wsl.library": ("error", "medium")}),
        (
            libraries(),
            {"nvidia_devices": None, "expect_gpu": "required"},
            {"driver.wsl.device": ("error", "medium")},
        ),
        (libraries(cuda=LINUX_CUDA, wsl=WSL_CUDA), {"gpus": [{}]}, {}),
    ],
)
def test_wsl(libs, change, found):
    assert judge({**WSL, "driver_libraries": libs, **change}) == found


@pytest.mark.parametrize(
    ("overlay", "found"),
    [
        ({"expect_gpu": "required"}, {"driver.loaded": ("error", "high")}),
        ({}, {"driver.loaded": ("warning", "high")}),
        ({"torch": CPU}, {"driver.loaded": ("info", "high")}),
        ({"expect_gpu": "none"}, {"driver.loaded": ("info", "high")}),
        ({"nvidia_devices": {"drivers": ["vfio-pci"]}}, {}),
        ({"platform": {"release": "5.10.104-tegra", "machine": "aarch64"}}, {}),
    ],
)
def test_a_gpu_without_a_driver(overlay, found):
    assert judge({"kernel_module": None, "driver_libraries": None, **NO_DRIVER, **overlay}) == found


def test_a_module_without_libraries():
    overlay = {"driver_libraries": libraries(), **NO_DRIVER}
    assert judge(overlay) == {"driver.loaded.libraries": ("error", "medium")}
    only_nvml_missing = {"driver_libraries": libraries(cuda=LINUX_CUDA), **NO_DRIVER}
    assert judge(only_nvml_missing) == {}


def test_two_versions_without_nvml_s_word_are_a_warning():
    unknown = {"state": "unknown", "reason": "the Python package nvidia-ml-py cannot be imported"}
    old = "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.525.60.13"
    overlay = {"driver": unknown, "gpus": unknown, "driver_libraries": libraries(nvml=old)}
    assert judge(overlay) == {"driver.module_mismatch.versions": ("warning", "medium")}


def test_jetson_s_driver_versions_are_outside_the_tables():
    jetson = {
        "platform": {"release": "5.10.104-tegra", "machine": "aarch64"},
        "driver": {"version": "35.4.1", "cuda": "11.4"},
        "kernel_module": {"version": "35.4.1"},
    }
    assert judge(jetson) == {}


def test_a_driver_that_lists_nothing_where_a_gpu_is_required():
    assert judge({"gpus": [], "expect_gpu": "required"}) == {
        "gpu.expected.none_listed": ("error", "high")
    }


def test_a_required_gpu_is_not_denied_where_nothing_is_known():
    unknown = {"state": "unknown", "reason": "the Python package nvidia-ml-py cannot be imported"}
    assert judge({"driver": unknown, "gpus": unknown, "expect_gpu": "required"}) == {}


def test_a_gpu_of_the_bus_that_nvml_leaves_out_is_information():
    held = {"pci": ["0000:41:00.0", "0000:42:00.0"], "drivers": ["nvidia", "nvidia"]}
    assert judge({"nvidia_devices": held}) == {"gpu.lost.not_listed": ("info", "low")}


def test_a_driver_that_refuses_to_start_over_a_lost_gpu():
    overlay = refused("NVML_ERROR_GPU_IS_LOST (15): GPU is lost")
    assert judge(overlay) == {"gpu.lost.any": ("error", "high")}


def test_a_lost_gpu_s_place_is_told_by_the_order_of_the_bus():
    lost = "nvmlDeviceGetHandleByIndex: NVML_ERROR_GPU_IS_LOST (15): GPU is lost"
    second = {"index": 1, "compute_capability": None, "pci": "", "problem": lost}
    places = ["0000:41:00.0", "0000:c1:00.0"]
    for pci, place in ((places, places[1]), (places[:1], "")):
        overlay = {"gpus": [{}, second], "nvidia_devices": {"pci": pci}}
        (finding,) = diagnose(machine(overlay), TABLES, LAYERS).findings
        assert finding.params["place"] == place
        assert ("{place}" in finding.goals[0].text) is bool(place)


def test_gpus_that_cannot_be_counted():
    lost = {"state": "unreadable", "source": "x", "reason": "NVML_ERROR_UNKNOWN (999): Unknown"}
    assert judge({"gpus": lost}) == {"driver.answers.broken": ("error", "high")}


def test_a_gpu_that_does_not_answer():
    problem = "nvmlDeviceGetHandleByIndex: NVML_ERROR_UNKNOWN (999): Unknown Error"
    second = {"index": 1, "compute_capability": None, "problem": problem, "pci": "0000:42:00.0"}
    assert judge({"gpus": [{}, second]}) == {"driver.answers.broken": ("error", "high")}


def test_numbers_in_the_variable_are_judged_in_documents_without_the_reading():
    overlay = {"variables": [{"name": "CUDA_VISIBLE_DEVICES", "value": "3"}]}
    assert judge(overlay) == {"gpu.visible_devices.none": ("error", "high")}


def test_one_mig_mode_gpu_without_instances_beside_a_usable_one_is_information():
    second = {"index": 1, "mig": True, "slices": [], "pci": "0000:42:00.0"}
    assert judge({"gpus": [{}, second]}) == {"gpu.mig.empty": ("info", "high")}


def test_kubernetes_mounts_shared_memory():
    small = {"path": "/dev/shm", "total_bytes": 2**26, "free_bytes": 2**26}
    mark = {"state": "read", "source": "x", "value": {"kind": "kubernetes"}}
    (finding,) = diagnose(machine({"container": mark, "shm": small}), TABLES, LAYERS).findings
    assert "emptyDir" in finding.goals[0].text


COMPILED = {
    "torch": {"version": "2.13.0+cpu", "cuda": None, "variant": "cpu"},
    "mmcv": None,
    "expect_gpu": "none",
}


@pytest.mark.parametrize(
    ("free_gib", "variables", "found"),
    [
        (2, [], {"system.memory": ("warning", "medium")}),
        (6, [], {"system.memory.jobs": ("info", "medium")}),
        (6, [{"name": "MAX_JOBS", "value": "2"}], {}),
        (16, [], {}),
    ],
)
def test_memory_for_the_compile(free_gib, variables, found):
    memory = {"available_bytes": free_gib * 2**30}
    assert judge({**COMPILED, "memory": memory, "variables": variables}) == found


def test_without_a_compile_memory_is_not_judged():
    little = {"available_bytes": 2**30}
    assert judge({"mmcv": None, "memory": little}) == {}
    lite = {"package": {"distribution": "mmcv-lite"}, "ops": None}
    assert judge({**COMPILED, "mmcv": lite, "memory": little}) == {}


def test_identifiers_of_gpus_and_instances_leave_with_redaction():
    facts = machine({"gpus": [{"uuid": "GPU-8932f937-d72c"}]})
    part = MigSlice("1g.5gb", None, "MIG-8932f937-d72c")
    gpu = facts.gpus.known()[0]._replace(slices=(part,))
    variable = Variable("CUDA_VISIBLE_DEVICES", "MIG-8932f937-d72c")
    facts = facts._replace(gpus=Read.of((gpu,), "NVML"), variables=Read.of((variable,), "env"))
    hidden = redact(facts, NOTHING_PRIVATE)
    assert "8932f937" not in repr(hidden)
    assert hidden.gpus.known()[0].slices == (part._replace(uuid=""),)


def test_what_nvml_and_file_names_say():
    assert nvml_error(Read.unreadable("nvmlInit", "NVML_ERROR_X (18): (x)")) == 18
    assert nvml_error(Read.unreadable("nvmlInit", "no number")) is None
    assert library_version("/a/libcuda.so.535.104.05") == "535.104.05"
    assert library_version("/a/libcuda.so.1") == library_version("") == ""
