"""What decides about torch's own messages: builds for other GPUs, builds without CUDA, neighbours."""

import pytest

from tests.support.texts import causes_of, named

NO_KERNEL = "RuntimeError: CUDA error: no kernel image is available for execution on the device\n"
TORCH, EXTENSION = "gpu_arch_not_in_torch_build", "extension_missing_gpu_arch"
CPU_BUILD, ABI = "torch_cpu_build_installed", "extension_torch_abi_mismatch"
NOT_CUDA = "AssertionError: Torch not compiled with CUDA enabled\n"


def first(text):
    return named(text)[0]


def goals_of(text):
    return causes_of(text)[0].finding.goals


class TestNoKernel:
    def test_torch_s_own_list_lacks_the_gpu(self):
        text = "torch: 2.1.2+cu121\ngpu: NVIDIA GeForce RTX 5090\n\n" + NO_KERNEL
        assert first(text) == (TORCH, "high")

    def test_torch_s_own_list_serves_the_gpu(self):
        text = "torch: 2.1.2+cu121\ngpu: NVIDIA GeForce RTX 3090\n\n" + NO_KERNEL
        assert first(text) == (EXTENSION, "medium")

    def test_surer_where_the_traceback_names_the_extension(self):
        frame = '  File "/env/lib/python3.8/site-packages/mmcv/ops/nms.py", line 26, in forward\n'
        text = "torch: 2.1.2+cu121\ngpu: NVIDIA GeForce RTX 3090\n\n" + frame + NO_KERNEL
        assert first(text) == (EXTENSION, "high")

    def test_the_kernel_that_failed_is_an_extension_s(self):
        text = "error in ms_deform_attn im2col: no kernel image is available for execution\n"
        assert first(text) == (EXTENSION, "medium")

    def test_something_was_compiled_by_hand(self):
        text = "torch: 1.7\n\n$ bash compile.sh\n\n" + NO_KERNEL
        assert first(text) == (EXTENSION, "medium")

    def test_architectures_were_named_for_a_build(self):
        text = 'export TORCH_CUDA_ARCH_LIST="7.5"\n\n' + NO_KERNEL
        assert first(text) == (EXTENSION, "medium")

    def test_a_gpu_that_no_build_of_that_release_serves(self):
        text = "torch: 1.7\ngpu: NVIDIA H100 80GB HBM3\n\n" + NO_KERNEL
        assert named(text)[0][0] == TORCH

    def test_nothing_else_is_known(self):
        assert named(NO_KERNEL) == [(TORCH, "medium"), (EXTENSION, "low")]
        assert causes_of(NO_KERNEL)[0].ask


class TestBuildsWithoutCuda:
    def test_the_build_is_told(self):
        assert first("torch: 2.1.0+cpu\n\n" + NOT_CUDA) == (CPU_BUILD, "high")

    def test_alone(self):
        assert first(NOT_CUDA) == (CPU_BUILD, "medium")

    def test_the_cpu_was_asked_for(self):
        assert first("$ python server.py --cpu\n\n" + NOT_CUDA) == ("not_environment", "medium")

    def test_a_mac_has_no_cuda(self):
        assert first("os: macOS 14.5\n\n" + NOT_CUDA) == ("not_environment", "medium")

    def test_another_environment_than_the_listed_one(self):
        found = named("torch: 2.1.0+cu118\n\n" + NOT_CUDA)
        assert found[0] == ("wrong_environment_active", "medium")
        assert CPU_BUILD in dict(found)


class TestUnavailable:
    ANSWER = ">>> torch.cuda.is_available()\nFalse\n"

    def test_a_cpu_build(self):
        assert first("torch: 2.1.0+cpu\n\n" + self.ANSWER) == (CPU_BUILD, "high")

    def test_a_driver_older_than_torch_needs(self):
        text = "os: Ubuntu 20.04\ntorch: 2.1.2+cu121\ndriver: 470.57.02\n\n" + self.ANSWER
        assert first(text) == ("driver_too_old", "high")

    def test_a_driver_older_than_any_known_build_needs(self):
        text = "os: Ubuntu 18.04\ntorch: 1.3.0\nnvidia_driver: 410.48\n\n" + self.ANSWER
        assert first(text) == ("driver_too_old", "medium")

    def test_a_container(self):
        assert first("where: docker container\n\nFalse\n") == (
            "container_without_gpu_access",
            "medium",
        )

    def test_a_jetson(self):
        text = "device: Jetson Nano\n\ntorch.cuda.is_available() -> False\n"
        assert first(text) == (CPU_BUILD, "medium")

    def test_nothing_is_said_where_another_error_ends_the_text(self):
        text = self.ANSWER + "Traceback (most recent call last):\nKeyError: 'img'\n"
        assert CPU_BUILD not in dict(named(text))

    def test_conda_took_a_cpu_build(self):
        listed = "pytorch    1.11.0    py3.8_cpu_0    pytorch\n"
        asked = "$ conda install pytorch cudatoolkit=11.3 -c pytorch\n"
        assert first(asked + listed)[0] == CPU_BUILD
        assert CPU_BUILD not in dict(named(listed))


class TestTorchvision:
    NMS = "RuntimeError: operator torchvision::nms does not exist\n"

    def test_the_release_for_the_told_torch_is_named(self):
        text = "torch: 2.4.1\ntorchvision: 0.20.1\n\n" + self.NMS
        assert first(text) == ("torch_torchvision_mismatch", "high")
        assert ("torchvision", "==0.19.1") in [tuple(goal) for goal in goals_of(text)]

    def test_alone(self):
        assert first(self.NMS) == ("torch_torchvision_mismatch", "high")

    def test_a_cpu_build_beside_a_cuda_torch(self):
        text = (
            "NotImplementedError: Could not run 'torchvision::nms' with arguments from the "
            "'CUDA' backend.\n"
        )
        assert "CPU build" in causes_of(text)[0].finding.why

    def test_an_image_reader_that_does_not_load_is_a_symptom(self):
        text = (
            "UserWarning: Failed to load image Python extension:\n"
            "RuntimeError: CUDA error: device-side assert triggered\n"
        )
        assert first(text)[0] == "not_environment"


class TestXformers:
    HEAD = "WARNING[XFORMERS]: xFormers can't load C++/CUDA extensions. xFormers was built for:\n"

    @pytest.mark.parametrize(
        ("have", "cause"),
        [("2.0.1", ABI), ("2.1.0+cpu", CPU_BUILD)],
    )
    def test_what_you_have_decides(self, have, cause):
        line = f"    PyTorch 2.1.2+cu121 with CUDA 1201 (you have {have})\n"
        assert first(self.HEAD + line) == (cause, "high")

    def test_the_first_line_alone(self):
        assert first(self.HEAD) == (ABI, "medium")


class TestWeightsOnly:
    FAILED = "_pickle.UnpicklingError: Weights only load failed.\n"

    @pytest.mark.parametrize(
        ("rest", "cause"),
        [
            ("", "torch_load_weights_only"),
            (
                "WeightsUnpickler error: Unsupported global: GLOBAL numpy.core.multiarray\n",
                "torch_load_weights_only",
            ),
            ("WeightsUnpickler error: Unsupported operand 149\n", "torch_load_weights_only"),
            ("WeightsUnpickler error: Unsupported operand 10\n", "not_environment"),
            ("WeightsUnpickler error: Unsupported operand 60\n", "not_environment"),
            ("WeightsUnpickler error: Unsupported operand 118\n", "not_environment"),
        ],
    )
    def test_the_byte_tells_whether_it_is_a_checkpoint_at_all(self, rest, cause):
        assert first(self.FAILED + rest) == (cause, "high")


class TestNumpy:
    @pytest.mark.parametrize(
        ("env", "cause"),
        [
            ("torch: 2.0.1\nnumpy: 2.0.0\n", ("numpy_abi_mismatch", "high")),
            ("torch: 2.0.1\n", ("numpy_abi_mismatch", "medium")),
            ("torch: 2.0.1\nnumpy: 1.26.4\n", ("package_damaged", "medium")),
        ],
    )
    def test_which_numpy_is_there(self, env, cause):
        assert first(env + "\nRuntimeError: Numpy is not available\n") == cause


class TestNoGpuFound:
    ASKED = (
        "driver: 470.182.03\n"
        '$ python -c "import torch; print(torch.__version__, torch.cuda.is_available())"\n'
        "2.5.1+cu124 False\n"
    )

    @pytest.mark.parametrize(
        ("text", "causes"),
        [
            ("epoch 1 done\nFalse\nepoch 2 done\n", []),
            ("where: docker container\n\nFalse\n", ["container_without_gpu_access"]),
            (ASKED, ["driver_too_old"]),
        ],
    )
    def test_a_bare_answer_counts_where_it_was_asked_for(self, text, causes):
        assert [cause for cause, _ in named(text)][:1] == causes
