"""Machines as NVML tells them, through the real pynvml: read in a process of their own, judged with exact findings."""

import json
import os
import subprocess
import sys

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.facts.host import HostFacts
from envdoctor.facts.redact import redact
from envdoctor.model.decode import decode
from envdoctor.model.finding import CRASHED
from envdoctor.model.private import NOTHING_PRIVATE
from tests.support.machines import machine
from tests.support.nvml import A100, REPOSITORY, build, describe, environment, why_no_stand_in
from tests.support.roots import make_root

pytestmark = pytest.mark.skipif(bool(why_no_stand_in()), reason=why_no_stand_in())

READ = """
import json, os, sys
from envdoctor.facts.host import read_host, start_nvml
from envdoctor.facts.root import Root
from envdoctor.model.encode import encode
class RunningRoot(Root):
    is_live = True
root = RunningRoot(sys.argv[1])
probe = start_nvml(root, os.environ, "linux", float(sys.argv[2]))
print(json.dumps(encode(read_host(root, os.environ, probe, system="linux"))))
"""
RULES = ("driver", "gpu", "torch.gpu_kernels", "torch.cuda_build")
LIBRARIES = "/usr/lib/x86_64-linux-gnu"
GIB = 1024**3


def gpu(name, major, minor, gib, bus=0x41, **more):
    uuid = f"GPU-{bus:08x}-1111-2222-3333-444444444444"
    place = {"domain": 0, "bus": bus, "device": 0}
    return {
        "name": name,
        "uuid": uuid,
        "major": major,
        "minor": minor,
        "memory": gib * GIB,
        **place,
        **more,
    }


RTX_2080_TI = gpu("GeForce RTX 2080 Ti", 7, 5, 11, bus=0x42)
RTX_3090 = gpu("NVIDIA GeForce RTX 3090", 8, 6, 24)
RTX_5090 = gpu("NVIDIA GeForce RTX 5090", 12, 0, 31)
H200 = gpu("NVIDIA H200", 9, 0, 140, ecc=1, mig=0, ecc_errors=0, remap_pending=0, remap_failed=0)
MIG = (
    (0, 1, 20 * GIB, "MIG-11111111-aaaa-5555-9999-000000000000", "NVIDIA A100 MIG 3g.20gb"),
    (0, 4, 10 * GIB, "MIG-22222222-aaaa-5555-9999-000000000000", "NVIDIA A100 MIG 2g.10gb"),
)
CU102 = {"version": "1.8.1+cu102", "cuda": "10.2", "variant": "cu102"}
CU111 = {"version": "1.8.1+cu111", "cuda": "11.1", "variant": "cu111"}
CU128 = {"version": "2.7.0+cu128", "cuda": "12.8", "variant": "cu128"}
CPU = {"version": "2.1.2+cpu", "cuda": None, "variant": "cpu"}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return build(tmp_path_factory.mktemp("nvml"))


@pytest.fixture
def judge(library, tmp_path):
    """Reads a machine that answers as described, and judges it under a stack: {rule: (severity, cause)}."""

    def judge(
        driver="535.129.03",
        cuda=12020,
        gpus=(),
        torch=None,
        files=None,
        links=None,
        variables=None,
        seconds=20.0,
        expect_gpu="optional",
        loaded="",
        **answers,
    ):
        module = f"NVRM version: NVIDIA UNIX x86_64 Kernel Module  {loaded or driver}  x\n"
        nodes = {f"/dev/nvidia{index}": "" for index in range(len(gpus))}
        bus = {}
        for item in gpus:
            folder = f"/sys/bus/pci/devices/0000:{item['bus']:02x}:00.0"
            bus.update({f"{folder}/vendor": "0x10de\n", f"{folder}/class": "0x030000\n"})
        machine_files = {
            "/proc/driver/nvidia/version": module,
            "/sys/bus/pci/drivers/nvidia/": "",
            "/dev/nvidiactl": "",
            f"{LIBRARIES}/libnvidia-ml.so.{driver}": "",
            f"{LIBRARIES}/libcuda.so.{driver}": "",
            **nodes,
            **bus,
            **(files or {}),
        }
        held = {
            path.replace("/vendor", "/driver"): "/sys/bus/pci/drivers/nvidia"
            for path in bus
            if path.endswith("/vendor")
        }
        names = {
            f"{LIBRARIES}/{name}.1": f"{name}.{driver}"
            for name in ("libnvidia-ml.so", "libcuda.so")
        }
        root = make_root(tmp_path / "root", machine_files, {**held, **names, **(links or {})})
        described = describe(tmp_path / "fake", driver, cuda, gpus, **answers)
        done = subprocess.run(
            [sys.executable, "-c", READ, root.real("/"), str(seconds)],
            cwd=REPOSITORY,
            env={**environment(library, described), **(variables or {})},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr.decode()) == (0, "")
        host = decode(HostFacts, json.loads(done.stdout.decode()), "host")
        read = ("driver", "gpus", "kernel_module", "nvidia_devices", "driver_libraries")
        judged = machine({"torch": torch} if torch else {})._replace(
            expect_gpu=expect_gpu,
            **{name: getattr(host, name) for name in (*read, "fabric_manager", "visible_devices")},
        )
        judged = redact(judged._replace(variables=host.variables), NOTHING_PRIVATE)
        diagnosis = diagnose(judged, Tables(), Selection(select=RULES))
        assert [result for result in diagnosis.results if result.status == CRASHED] == []
        judge.findings = diagnosis.findings
        return {finding.id: (finding.severity, finding.cause) for finding in diagnosis.findings}

    return judge


def test_an_rtx_2080_ti_with_driver_450_runs_cuda_11(judge):
    turing = {"driver": "450.80.02", "cuda": 11000, "gpus": (RTX_2080_TI,)}
    assert judge(torch=CU111, **turing) == {}


def test_an_rtx_2080_ti_with_driver_450_is_too_old_for_cuda_12(judge):
    found = judge("450.80.02", 11000, (RTX_2080_TI,))
    assert found == {"driver.runs_torch_cuda": ("error", "driver_too_old")}


def test_an_rtx_3090_with_driver_460_is_too_old_for_cu121(judge):
    found = judge("460.91.03", 11020, (RTX_3090,))
    assert found == {"driver.runs_torch_cuda": ("error", "driver_too_old")}


def test_a_compatibility_package_runs_cuda_12_on_an_a100_under_driver_470(judge):
    assert judge("470.223.02", 12020, (A100,)) == {}


def test_a_compatibility_package_does_not_help_a_geforce(judge, library):
    compat = "/usr/local/cuda/compat"
    found = judge(
        "470.223.02",
        12020,
        (RTX_3090,),
        files={f"{compat}/libcuda.so.535.161.08": ""},
        links={f"{compat}/libcuda.so.1": "libcuda.so.535.161.08"},
        variables={"LD_LIBRARY_PATH": f"{library}:{compat}"},
    )
    assert found == {"driver.libcuda": ("warning", "library_path_conflict")}
    assert judge.findings[0].params["folder"].endswith(compat)


def test_a_healthy_a100(judge):
    assert judge(gpus=(A100,)) == {}


def test_an_rtx_5090_finds_no_kernels_in_cu121(judge):
    found = judge("570.86.10", 12080, (RTX_5090,))
    assert found == {"torch.gpu_kernels": ("error", "gpu_arch_not_in_torch_build")}


def test_an_rtx_5090_with_cu128_and_driver_570_is_healthy(judge):
    assert judge("570.86.10", 12080, (RTX_5090,), torch=CU128) == {}


def test_an_h200_whose_fabric_is_set_up(judge):
    files = {
        "/dev/nvidia-nvswitch0": "",
        "/run/nvidia-fabricmanager/nv-fabricmanager.pid": "812\n",
        "/proc/812/comm": "nv-fabricmanage\n",
    }
    assert judge("550.127.08", 12040, ({**H200, "fabric": 3},), files=files) == {}


def test_an_h200_without_its_fabric_manager(judge):
    files = {"/dev/nvidia-nvswitch0": "", "/proc/1/comm": "systemd\n"}
    found = judge("550.127.08", 12040, ({**H200, "fabric": 2},), files=files)
    assert found == {"driver.fabric_manager": ("error", "fabric_manager_not_running")}


def test_an_a100_board_tells_no_fabric_state_and_its_service_is_missing(judge):
    files = {"/dev/nvidia-nvswitch0": "", "/proc/1/comm": "systemd\n"}
    found = judge(gpus=(A100,), files=files)
    assert found == {"driver.fabric_manager": ("warning", "fabric_manager_not_running")}


def test_a_mig_slice_that_is_named_by_the_beginning_of_its_identifier(judge):
    visible = {"CUDA_VISIBLE_DEVICES": "MIG-2222"}
    found = judge(gpus=({**A100, "mig": 1},), slices=MIG, variables=visible)
    assert found == {"gpu.mig": ("info", "mig_instances")}
    (finding,) = judge.findings
    assert finding.params["slices"] == (
        "NVIDIA A100 MIG 3g.20gb (20.0 GiB), NVIDIA A100 MIG 2g.10gb (10.0 GiB)"
    )


def test_a_mig_identifier_that_is_not_there_never_reaches_the_report(judge):
    visible = {"CUDA_VISIBLE_DEVICES": "MIG-33333333-aaaa-5555-9999-000000000000"}
    found = judge(gpus=({**A100, "mig": 1},), slices=MIG, variables=visible)
    assert found == {
        "gpu.visible_devices": ("error", "cuda_visible_devices_wrong"),
        "gpu.mig": ("info", "mig_instances"),
    }
    assert judge.findings[0].params["value"] == "MIG-<uuid>"
    assert "33333333" not in repr(judge.findings)


def test_mig_without_an_instance(judge):
    found = judge(gpus=({**A100, "mig": 1},))
    assert found == {"gpu.mig": ("error", "mig_instances")}


def test_mig_instances_that_may_not_be_listed_are_not_judged(judge):
    refused = (("nvmlDeviceGetMigDeviceHandleByIndex", 4, -1),)
    assert judge(gpus=({**A100, "mig": 1},), fail=refused) == {}


def test_two_different_gpus_are_told(judge):
    found = judge(gpus=(RTX_3090, RTX_2080_TI))
    assert found == {"gpu.mixed": ("info", "mixed_gpus")}


def test_of_two_different_gpus_the_one_without_kernels_is_named(judge):
    found = judge(gpus=(RTX_3090, RTX_2080_TI), torch=CU102)
    assert found == {
        "torch.gpu_kernels": ("error", "gpu_arch_not_in_torch_build"),
        "gpu.mixed": ("info", "mixed_gpus"),
    }


MISMATCH = (("nvmlInitWithFlags", 18, -1),)


def test_libraries_of_another_version_than_the_module(judge):
    found = judge("550.54.14", gpus=(RTX_3090,), fail=MISMATCH, loaded="535.129.03")
    assert found == {"driver.module_mismatch": ("error", "driver_module_mismatch")}
    (finding,) = judge.findings
    assert (finding.params["library"], finding.params["module"]) == ("550.54.14", "535.129.03")
    assert finding.confidence == "high"


@pytest.mark.parametrize(
    ("expect_gpu", "severity"), [("required", "error"), ("optional", "warning"), ("none", "info")]
)
def test_a_mismatch_under_a_cpu_torch(judge, expect_gpu, severity):
    found = judge(gpus=(RTX_3090,), fail=MISMATCH, torch=CPU, expect_gpu=expect_gpu)
    assert found.pop("driver.module_mismatch") == (severity, "driver_module_mismatch")
    assert [name for name in found if name.startswith(("driver", "gpu"))] == []


def test_a_call_that_hangs(judge):
    found = judge(gpus=(RTX_3090,), seconds=1.0, hang=(("nvmlInitWithFlags", 3600),))
    assert found == {"driver.answers": ("warning", "probe_timed_out")}
    (finding,) = judge.findings
    assert finding.params["said"] == "nvmlInit did not answer within 1 s"


def test_a_hang_where_a_gpu_is_required_is_said_once(judge):
    hang = (("nvmlDeviceGetName", 3600),)
    found = judge(gpus=(RTX_3090,), seconds=1.0, hang=hang, expect_gpu="required")
    assert found == {"driver.answers": ("error", "probe_timed_out")}


def test_a_lost_gpu_among_two(judge):
    lost = (("nvmlDeviceGetHandleByIndex_v2", 15, 1),)
    found = judge(gpus=(RTX_3090, RTX_2080_TI), fail=lost)
    assert found == {"gpu.lost": ("error", "gpu_lost")}
    assert judge.findings[0].params["index"] == "1"


def test_a_gpu_that_is_lost_while_it_is_asked(judge):
    lost = (("nvmlDeviceGetRemappedRows", 15, 0),)
    assert judge(gpus=(H200,), fail=lost) == {"gpu.lost": ("error", "gpu_lost")}


def test_a_driver_that_says_unknown_error(judge):
    found = judge(gpus=(RTX_3090,), fail=(("nvmlInitWithFlags", 999, -1),))
    assert found == {"driver.answers": ("error", "driver_state_broken")}


def test_device_files_that_this_user_may_not_open(judge):
    found = judge(gpus=(RTX_3090,), fail=(("nvmlInitWithFlags", 4, -1),))
    assert found == {"driver.answers": ("warning", "permission_denied")}


@pytest.mark.parametrize(
    ("counts", "severity", "variant"),
    [
        ({"remap_failed": 1, "remap_pending": 1}, "error", "failed"),
        ({"remap_pending": 1}, "warning", "pending"),
        ({"ecc_errors": 3}, "warning", "errors"),
    ],
)
def test_faulty_memory(judge, counts, severity, variant):
    assert judge(gpus=({**H200, **counts},)) == {"gpu.ecc": (severity, "gpu_lost")}
    assert judge.findings[0].message_id == f"gpu.ecc.{variant}"


def test_pages_to_retire_before_ampere(judge):
    volta = gpu("Tesla V100-SXM2-16GB", 7, 0, 16, ecc=1, ecc_errors=0, retired_pending=1)
    assert judge(gpus=(volta,)) == {"gpu.ecc": ("warning", "gpu_lost")}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0,1", None),
        ("1,", None),
        ("GPU-00000041", None),
        ("GPU-0000004", ("error", "none")),  # fits both: CUDA takes neither
        ("2", ("error", "none")),
        ("GPU-deadbeef-0000", ("error", "none")),
        ("0,0", ("error", "twice")),
        ("0,7,1", ("warning", "fewer")),
        ("-1", ("warning", "hidden")),
        ("", ("warning", "hidden")),
        ("void", ("warning", "hidden")),
    ],
)
def test_what_the_variable_names(judge, value, expected):
    found = judge(gpus=(RTX_3090, RTX_2080_TI), variables={"CUDA_VISIBLE_DEVICES": value})
    assert found.pop("gpu.mixed") == ("info", "mixed_gpus")
    if expected is None:
        assert found == {}
    else:
        severity, variant = expected
        assert found == {"gpu.visible_devices": (severity, "cuda_visible_devices_wrong")}
        assert judge.findings[0].message_id == f"gpu.visible_devices.{variant}"
        assert "deadbeef" not in repr(judge.findings)


def test_a_gpu_that_the_loaded_driver_left_alone(judge):
    folder = "/sys/bus/pci/devices/0000:99:00.0"
    files = {f"{folder}/vendor": "0x10de\n", f"{folder}/class": "0x030000\n"}
    found = judge(gpus=(RTX_3090,), files=files)
    assert found == {"driver.first_for_gpu": ("warning", "driver_too_old")}


def test_a_whole_check_says_the_mismatch_on_its_exit_path(library, tmp_path):
    if not os.path.exists("/proc/self"):
        pytest.skip("reads Linux's /proc")
    described = describe(tmp_path / "fake", gpus=(RTX_3090,), fail=MISMATCH)
    program = (
        "import sys\n"
        "from envdoctor.facts import nvml\n"
        "nvml.sign_of_nvidia = lambda *_: '/dev/nvidia0'\n"
        "from envdoctor.cli.main import main\n"
        "sys.exit(main(['check', '--json', '--expect-gpu', 'required']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env=environment(library, described),
        capture_output=True,
        timeout=60,
        check=False,
    )
    document = json.loads(done.stdout.decode())
    assert done.returncode == 1
    found = {
        item["id"]: item["cause"] for item in document["findings"] if item["layer"] == "driver"
    }
    assert found == {"driver.module_mismatch": "driver_module_mismatch"}
    assert "gpu.expected" not in {item["id"] for item in document["findings"]}
