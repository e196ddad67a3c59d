"""No code for the GPU where torch is older than the table, or the GPU's name is short of its model's."""

from envdoctor.diagnose.errors.told import capabilities
from tests.support.texts import account_of, named

ERROR = "RuntimeError: CUDA error: no kernel image is available for execution on the device\n"
TORCH, EXTENSION = "gpu_arch_not_in_torch_build", "extension_missing_gpu_arch"


def told(torch, gpu):
    return f"torch: {torch}\ngpu: {gpu}\n\n{ERROR}"


def test_the_oldest_known_build_serves_the_gpu():
    found = named(told("1.6.0+cu101", "GeForce RTX 2080 Ti"))
    assert found == [(EXTENSION, "medium"), (TORCH, "low")]


def test_it_does_not_serve_the_gpu():
    assert named(told("1.6.0+cu102", "GeForce RTX 3090"))[0] == (TORCH, "medium")


def test_no_build_for_that_cuda_is_known():
    assert named(told("1.7.1+cu110", "GeForce RTX 3090"))[0] == (TORCH, "medium")


def test_the_cuda_is_not_told():
    assert named(told("1.6.0", "GeForce RTX 2080 Ti"))[0] == (TORCH, "medium")


def test_one_that_the_table_knows_is_not_guessed():
    assert named(told("1.8.0+cu111", "NVIDIA H100 80GB HBM3"))[0][0] == TORCH


def test_a_name_of_two_models_stands_for_both(tables):
    assert set(capabilities(account_of("gpu: TITAN X\n", tables), tables)) == {(5, 2), (6, 1)}
    assert named(told("1.6.0+cu101", "NVIDIA TITAN X"))[0] == (EXTENSION, "medium")


def test_a_short_word_stands_for_no_model(tables):
    assert capabilities(account_of("gpu: RTX\n", tables), tables) == ()
