"""What weighs the facts where a compiler's message alone does not decide."""

from tests.support.texts import explained

MISMATCH = (
    "RuntimeError: The detected CUDA version (11.8) mismatches the version that was used to compile"
)


def first(text, tables):
    return explained(text, tables)[0]


def test_an_nvcc_of_another_cuda_than_torch(tables):
    assert first(f"{MISMATCH} PyTorch (12.1).", tables) == (
        "cuda_toolkit_mismatch_for_build",
        "high",
    )


def test_an_isolated_build_may_have_fetched_another_torch(tables):
    text = f'File "/tmp/pip-build-env-abc/overlay/torch/utils/cpp_extension.py"\n{MISMATCH} PyTorch (12.1).'
    assert explained(text, tables)[:2] == [
        ("cuda_toolkit_mismatch_for_build", "medium"),
        ("build_isolation", "medium"),
    ]


def test_a_build_that_no_wheel_spared(tables):
    text = f"torch: 2.3.0+cu121\npython: 3.11\nCollecting mmcv==2.1.0\n{MISMATCH} PyTorch (12.1)."
    assert ("no_matching_wheel", "low") in explained(text, tables)


def test_an_architecture_newer_than_nvcc(tables):
    text = "nvcc fatal   : Unsupported gpu architecture 'compute_86'"
    assert first(text, tables) == ("cuda_toolkit_too_old_for_gpu", "high")


def test_an_architecture_that_nvcc_has_dropped(tables):
    text = "nvcc fatal   : Unsupported gpu architecture 'compute_35'"
    assert first(text, tables) == ("cuda_toolkit_too_new", "high")


def test_volta_is_decided_by_nvcc(tables):
    text = "nvcc fatal   : Unsupported gpu architecture 'compute_70'"
    old, new = "/usr/local/cuda-8.0/bin/nvcc -c a.cu\n", "/usr/local/cuda-13.0/bin/nvcc -c a.cu\n"
    assert first(old + text, tables) == ("cuda_toolkit_too_old_for_gpu", "high")
    assert first(new + text, tables) == ("cuda_toolkit_too_new", "high")
    assert explained(text, tables)[:2] == [
        ("cuda_toolkit_too_old_for_gpu", "medium"),
        ("cuda_toolkit_too_new", "low"),
    ]


GXX = "RuntimeError: The current installed version of g++ ({}) is greater than the maximum required version by CUDA {} (10.0.0)."


def test_a_gcc_that_cuda_refuses_too(tables):
    assert first(GXX.format("12.2.0", "11.3"), tables) == ("compiler_too_new", "high")


def test_a_gcc_that_only_torch_refuses(tables):
    causes = explained(GXX.format("11.2.0", "11.4"), tables)
    assert causes[:2] == [("not_environment", "medium"), ("compiler_too_new", "low")]


def test_no_nvcc_where_cuda_home_points(tables):
    text = "error: [Errno 2] No such file or directory: '{}/bin/nvcc'"
    for home in ("/usr/local/cuda-11.8:", "/opt/cuda", "/e/site-packages/nvidia"):
        assert first(text.format(home), tables) == ("cuda_home_misconfigured", "high")


NO_RUNTIME = "No CUDA runtime is found, using CUDA_HOME='/usr/local/cuda'"


def test_no_runtime_beside_a_torch_without_cuda(tables):
    assert first(f"torch: 2.1.0+cpu\n{NO_RUNTIME}", tables)[0] == "torch_cpu_build_installed"


def test_no_runtime_and_ops_without_cuda(tables):
    text = f"{NO_RUNTIME}\nCompiling mmcv._ext without CUDA"
    assert ("extension_built_without_cuda", "medium") in explained(text, tables)


NINJA = "RuntimeError: Ninja is required to load C++ extensions"


def test_ninja_is_missing(tables):
    assert first(NINJA, tables) == ("dependency_missing", "medium")


def test_ninja_is_installed_and_not_on_path(tables):
    text = f"Requirement already satisfied: ninja in /e/lib\n{NINJA}"
    assert first(text, tables) == ("wrong_environment_active", "medium")


CXX17 = "error: #error C++17 or later compatible compiler is required to use PyTorch."


def test_sources_for_an_older_torch(tables):
    assert first(CXX17, tables) == ("torch_too_new_for_source_build", "high")


def test_a_compiler_that_knows_no_newer_standard(tables):
    assert first(f"torch: 2.2.0\ngcc: 5.4.0\n{CXX17}", tables) == ("compiler_too_old", "high")


HEADER = "fatal error: {}: No such file or directory"


def test_a_header_that_torch_does_not_have_yet(tables):
    text = HEADER.format("c10/util/CallOnce.h")
    assert first(f"torch: 1.12.0\n{text}", tables) == ("torch_too_old_for_source_build", "high")


def test_a_header_of_unknown_age_is_decided_by_torch(tables):
    text = HEADER.format("ATen/some/Header.h")
    assert first(text, tables) == ("torch_too_old_for_source_build", "medium")
    assert first(f"torch: 2.4.0\n{text}", tables)[0] == "torch_too_new_for_source_build"


def test_no_nvcc_that_collect_env_prints_on_its_way_is_no_failure(tables):
    text = "/bin/sh: 1: /opt/env/bin/nvcc: not found\nsys.platform: linux\n"
    assert "cuda_home_misconfigured" not in [cause for cause, _ in explained(text, tables)]
