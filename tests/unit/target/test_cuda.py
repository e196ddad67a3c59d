"""What torch says of CUDA is passed on, whatever it raises."""

import warnings
from types import SimpleNamespace

from envdoctor.target.cuda import answer


def torch(available, version="12.1", init=lambda: None, **cuda):
    def is_available():
        if cuda.get("warning"):
            warnings.warn(cuda["warning"], stacklevel=1)
        return available

    return SimpleNamespace(
        version=SimpleNamespace(cuda=version),
        cuda=SimpleNamespace(
            is_available=is_available,
            init=init,
            get_arch_list=lambda: ["sm_80", "compute_90"],
            device_count=lambda: 1,
            get_device_name=lambda _: "NVIDIA H200",
            get_device_capability=cuda.get("capability", lambda _: (9, 0)),
        ),
    )


def fails(text):
    def call(*_):
        raise RuntimeError(text)

    return call


def test_devices_and_architectures():
    assert answer(torch(True)) == {
        "available": True,
        "version": "12.1",
        "archs": ["sm_80", "compute_90"],
        "devices": [["NVIDIA H200", 9, 0]],
        "problem": "",
    }


def test_what_init_raises_is_the_problem():
    said = answer(torch(False, init=fails("Unexpected error from cudaGetDeviceCount()\nError 802")))
    assert said["problem"] == "RuntimeError: Unexpected error from cudaGetDeviceCount()"
    assert said["devices"] == []


def test_a_warning_is_the_problem_where_nothing_is_raised():
    said = answer(torch(False, warning="CUDA initialization: The NVIDIA driver is too old"))
    assert said["problem"] == "CUDA initialization: The NVIDIA driver is too old"


def test_a_device_that_does_not_answer():
    said = answer(torch(True, capability=fails("CUDA error: unknown error")))
    assert said["available"]
    assert said["problem"] == "RuntimeError: CUDA error: unknown error"


def test_a_build_without_cuda_has_no_problem():
    said = answer(torch(False, version=None, init=fails("Torch not compiled with CUDA enabled")))
    assert (said["available"], said["version"], said["problem"]) == (False, None, "")
