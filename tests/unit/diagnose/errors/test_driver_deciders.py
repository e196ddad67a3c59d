"""What decides about the NVIDIA driver's messages, and about several processes on GPUs."""

import pytest

from tests.support.texts import causes_of, named

CONTAINER, HIDDEN = "container_without_gpu_access", "cuda_visible_devices_wrong"
STATE, LOST = "driver_state_broken", "gpu_lost"
NO_GPUS = "RuntimeError: No CUDA GPUs are available\n"
NO_DRIVER = "RuntimeError: Found no NVIDIA driver on your system.\n"
UNKNOWN = "UserWarning: CUDA initialization: CUDA unknown error - this may be due to an incorrectly set up environment\n"


def first(text):
    return named(text)[0]


class TestNoGpu:
    @pytest.mark.parametrize(
        ("env", "found"),
        [
            ("", (HIDDEN, "medium")),
            ("CUDA_VISIBLE_DEVICES: -1\n", (HIDDEN, "high")),
            ("where: docker\n", (CONTAINER, "medium")),
            ("os: Ubuntu 22.04 (WSL2)\n", ("wsl_driver_setup", "medium")),
            (
                "os: Ubuntu 20.04\ntorch: 2.1.2+cu121\ndriver: 470.57.02\n",
                ("driver_too_old", "high"),
            ),
            ("os: Ubuntu 20.04\ntorch: 2.1.2+cu121\ndriver: 535.104.05\n", (HIDDEN, "medium")),
        ],
    )
    def test_no_gpus(self, env, found):
        assert first(env + "\n" + NO_GPUS) == found

    @pytest.mark.parametrize(
        ("env", "cause"),
        [("", "driver_missing"), ("$ docker run -it image bash\n", CONTAINER)],
    )
    def test_no_driver(self, env, cause):
        assert first(env + "\n" + NO_DRIVER)[0] == cause

    def test_a_container_started_inside_wsl(self):
        env = "os: Windows 10, WSL 2\n\n$ docker run --runtime=nvidia -it image ./test\n\n"
        assert first(env + "no CUDA-capable device is detected\n") == (CONTAINER, "medium")

    def test_torch_sees_it_elsewhere(self):
        text = (
            "torch.cuda.is_available: True\n\n"
            "RuntimeError: cuda runtime error (38) : no CUDA-capable device is detected\n"
        )
        assert first(text) == (HIDDEN, "medium")


class TestDriverState:
    @pytest.mark.parametrize(
        ("env", "found"),
        [
            ("", (STATE, "medium")),
            ("event: the machine was suspended and woke up\n", (STATE, "high")),
            ("where: docker\n", (CONTAINER, "medium")),
            ("os: Ubuntu (WSL2)\n", ("wsl_driver_setup", "medium")),
        ],
    )
    def test_unknown_error(self, env, found):
        assert first(env + "\n" + UNKNOWN) == found

    def test_the_number_in_the_message_is_read(self):
        text = "RuntimeError: The NVIDIA driver on your system is too old (found version 11040).\n"
        finding = causes_of(text)[0].finding
        assert (finding.cause, finding.confidence) == ("driver_too_old", "high")
        assert "CUDA up to 11.4" in finding.why.format_map(finding.params)

    def test_a_compatibility_library_on_the_path(self):
        said = "RuntimeError: Unexpected error from cudaGetDeviceCount(). Error 804: forward compatibility was attempted on non supported HW\n"
        assert first(said) == ("driver_too_old", "medium")
        path = "LD_LIBRARY_PATH: /usr/local/cuda/compat\n\n"
        assert first(path + said) == ("library_path_conflict", "medium")

    def test_803(self):
        said = "Error 803: system has unsupported display driver / cuda driver combination\n"
        assert [cause for cause, _ in named(said)] == ["driver_module_mismatch", "driver_too_old"]


class TestCards:
    @pytest.mark.parametrize(
        ("line", "found"),
        [
            (
                "NVRM: Xid (PCI:0000:65:00): 79, pid=1234, GPU has fallen off the bus.",
                (LOST, "high"),
            ),
            ("NVRM: Xid (PCI:0000:65:00): 48, pid=1234, Double Bit ECC Error", (LOST, "medium")),
            ("NVRM: Xid (PCI:0000:65:00): 31, pid=1234, MMU Fault", ("not_environment", "low")),
            ("NVRM: Xid (PCI:0000:65:00): 119, pid=1234, Timeout", (STATE, "medium")),
            (
                "Unable to determine the device handle for GPU 0000:02:00.0: GPU is lost.",
                (LOST, "high"),
            ),
            (
                "Unable to determine the device handle for GPU 0000:02:00.0: Unknown Error",
                (LOST, "medium"),
            ),
        ],
    )
    def test_lost_or_not(self, line, found):
        assert first(line + "\n") == found

    def test_busy_or_cut_in_instances(self):
        said = "RuntimeError: CUDA error: all CUDA-capable devices are busy or unavailable\n"
        assert first(said) == (STATE, "medium")
        mig = "|   0  NVIDIA A100   | MIG mode: Enabled |\n"
        assert first(mig + said) == ("mig_instances", "medium")


class TestNccl:
    MISSING = "RuntimeError: Distributed package doesn't have NCCL built in\n"
    FAILED = "RuntimeError: NCCL error in: ProcessGroupNCCL.cpp:784, unhandled {} error, NCCL version 2.7.8\n"

    @pytest.mark.parametrize(
        ("env", "found"),
        [
            ("os: Windows 11\n", ("not_environment", "high")),
            ("os: Ubuntu 22.04\ntorch: 2.1.0+cpu\n", ("torch_cpu_build_installed", "high")),
            ("", ("not_environment", "medium")),
        ],
    )
    def test_not_built_in(self, env, found):
        assert first(env + "\n" + self.MISSING) == found

    def test_a_gpu_that_torch_does_not_serve(self):
        env = "torch: 1.8.1+cu102\ngpu: RTX 3090\n\n"
        assert first(env + self.FAILED.format("cuda"))[0] == "gpu_arch_not_in_torch_build"

    def test_a_container_s_shared_memory(self):
        found = named("where: docker\n\n" + self.FAILED.format("system"))
        assert ("shm_too_small", "low") in found
