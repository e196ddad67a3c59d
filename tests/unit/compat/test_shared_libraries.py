"""CUDA's libraries, MKL, libstdc++ and system packages."""

import pytest


@pytest.mark.parametrize(
    ("name", "distribution"),
    [
        ("libcudart.so.12", "nvidia-cuda-runtime-cu12"), ("libcublasLt.so.11", "nvidia-cublas-cu11"),
        ("libcudnn_ops.so.9", "nvidia-cudnn-cu13"), ("libcusparseLt.so.0", "nvidia-cusparselt-cu12"),
        ("libcusparse.so.12", "nvidia-cusparse"), ("libnvJitLink.so.13", "nvidia-nvjitlink"),
    ],
)  # fmt: skip
def test_who_brings_a_cuda_library(tables, name, distribution):
    assert tables.shared_libraries.cuda_library(name).is_brought_by(distribution)


def test_one_distribution_is_not_taken_for_another(tables):
    sparse = tables.shared_libraries.cuda_library("libcusparse.so.12")
    assert not sparse.is_brought_by("nvidia-cusparselt-cu12")
    assert tables.shared_libraries.cuda_library("libcuda.so.1") is None
    assert tables.shared_libraries.cuda_library("libGL.so.1") is None


@pytest.mark.parametrize(
    ("torch", "mkl", "package", "certainty"),
    [
        ("1.13.1", "2024.1.0", "conda", "high"), ("2.3.1", "2024.2.2", "conda", "high"),
        ("2.4.1", "2024.2.2", "conda", "medium"), ("2.5.0", "2024.2.2", "conda", None),
        ("1.13.1", "2024.0.0", "conda", None), ("1.13.1+cu117", "2024.1.0", "wheel", None),
    ],
)  # fmt: skip
def test_mkl_that_lost_a_symbol(tables, torch, mkl, package, certainty):
    found = tables.shared_libraries.mkl_conflict(torch, mkl, package)
    assert (found and found.certainty) == certainty


def test_gcc_of_a_libstdcxx(tables):
    assert tables.shared_libraries.gcc_of("3.4.30") == "12.1"
    assert tables.shared_libraries.gcc_of("3.4.99") is None
    assert "libstdc++" in tables.shared_libraries.libstdcxx_source()


def test_packages_of_debian(tables):
    assert tables.shared_libraries.apt_package("libGL.so.1") == "libgl1"
    assert tables.shared_libraries.apt_package("libmine.so.1") is None


@pytest.mark.parametrize(
    ("torch", "major"),
    [("1.8.1+cu111", 5), ("2.1.2", 5), ("2.2.0", 9), ("2.12.1", 9), ("2.13.0", 10)],
)
def test_the_oldest_gcc_for_torch_s_headers(tables, torch, major):
    assert tables.cuda.torch_gcc_minimum(torch).major == major
    assert tables.cuda.torch_gcc_minimum("99.0.0") is None
