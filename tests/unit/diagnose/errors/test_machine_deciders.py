"""What weighs the facts of messages of the machine, of containers and of images and videos."""

import pytest

from tests.support.texts import causes_of, explained

NO_LIBCUDA = "ImportError: libcuda.so.1: cannot open shared object file: No such file or directory"
UNKNOWN_NVML = "$ nvidia-smi\nFailed to initialize NVML: Unknown Error"
QT = 'qt.qpa.plugin: Could not load the Qt platform plugin "xcb" in "{}" even though it was found.'
CV2_QT = "/env/lib/python3.8/site-packages/cv2/qt/plugins"
NO_GUI = "cv2.error: OpenCV(4.5.4) window.cpp:1274: error: (-2:Unspecified error) The function is not implemented. Rebuild the library with Windows, GTK+ 2.x or Cocoa support."


def first(text, tables):
    return explained(text, tables)[0]


@pytest.mark.parametrize(
    ("around", "cause"),
    [
        ("", "driver_missing"),
        ("$ docker run image python a.py", "container_without_gpu_access"),
        ("uname: 5.15.90.1-microsoft-standard-WSL2", "wsl_driver_setup"),
        ("driver: 535.104.05", "missing_cuda_shared_lib"),
    ],
)
def test_a_driver_s_library_is_missing_for_another_reason_in_each_place(around, cause, tables):
    assert first(f"{around}\n{NO_LIBCUDA}", tables) == (cause, "medium")


def test_the_container_toolkit_without_a_driver(tables):
    text = "nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot open shared object file: no such file or directory: unknown."
    assert explained(text, tables)[:2] == [
        ("container_without_gpu_access", "medium"),
        ("driver_missing", "medium"),
    ] or first(text, tables) == ("container_without_gpu_access", "medium")


def test_nvml_s_unknown_error_is_sure_in_a_container_only(tables):
    assert first(f"$ docker exec -it box bash\n{UNKNOWN_NVML}", tables) == (
        "container_without_gpu_access",
        "high",
    )
    assert first(UNKNOWN_NVML, tables) == ("container_without_gpu_access", "medium")
    assert ("driver_state_broken", "low") in explained(UNKNOWN_NVML, tables)


def test_two_opencv_packages_of_which_one_has_no_windows(tables):
    text = f"opencv-python==4.5.5.62\nopencv-python-headless==4.5.4.60\n{NO_GUI}"
    assert first(text, tables) == ("conflicting_packages", "high")
    assert first(NO_GUI, tables) == ("conflicting_packages", "medium")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("AttributeError: module 'cv2' has no attribute 'ximgproc'", "dependency_missing"),
        (
            "opencv-contrib-python==4.8.0\nAttributeError: module 'cv2' has no attribute 'ximgproc'",
            "conflicting_packages",
        ),
        ("AttributeError: module 'cv2.dnn' has no attribute 'DictValue'", "conflicting_packages"),
    ],
)
def test_a_name_that_cv2_does_not_have(text, cause, tables):
    assert first(text, tables) == (cause, "medium")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (QT.format(CV2_QT), "conflicting_packages"),
        ("qt.qpa.xcb: could not connect to display\n" + QT.format(CV2_QT), "not_environment"),
        (
            "qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed\n"
            + QT.format(CV2_QT),
            "missing_system_library",
        ),
        (QT.format(""), "missing_system_library"),
    ],
)
def test_qt_does_not_start(text, cause, tables):
    assert first(text, tables) == (cause, "medium")


@pytest.mark.parametrize(
    ("tried", "cause"), [(22118400, "memory_too_small"), (1 << 50, "not_environment")]
)
def test_memory_by_the_size_that_was_asked_for(tried, cause, tables):
    text = f"RuntimeError: DefaultCPUAllocator: can't allocate memory: you tried to allocate {tried} bytes."
    assert first(text, tables) == (cause, "medium")


def test_a_crash_without_a_stack_says_nothing(tables):
    assert explained("Segmentation fault (core dumped)", tables) == []


def test_a_crash_while_importing(tables):
    text = "$ python -c 'import torch'\nSegmentation fault (core dumped)"
    assert first(text, tables) == ("import_crashes", "low")


def test_a_crash_in_an_extension(tables):
    text = 'Fatal Python error: Segmentation fault\nFile "/env/mmcv/ops/nms.py", line 3 in nms'
    assert first(text, tables) == ("extension_torch_abi_mismatch", "low")


@pytest.mark.parametrize(
    ("sizes", "confidence"),
    [
        (
            "(GPU 0; 10.76 GiB total capacity; 9.16 GiB already allocated; 205.69 MiB free; 9.65 GiB reserved in total by PyTorch)",
            "high",
        ),
        (
            "(GPU 0; 10.76 GiB total capacity; 100.00 MiB already allocated; 205.69 MiB free; 120.00 MiB reserved in total by PyTorch)",
            "medium",
        ),
        (
            "GPU 0 has a total capacity of 23.69 GiB of which 11.31 MiB is free. Process 123 has 20.00 GiB memory in use.",
            "medium",
        ),
    ],
)
def test_gpu_memory_is_not_the_environment_whoever_holds_it(sizes, confidence, tables):
    text = f"RuntimeError: CUDA out of memory. Tried to allocate 240.00 MiB {sizes}"
    assert first(text, tables) == ("not_environment", confidence)


def test_another_program_s_memory_is_named_so():
    text = "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 23.69 GiB of which 11.31 MiB is free. Process 123 has 20.00 GiB memory in use."
    assert "another program" in causes_of(text)[0].finding.why


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/kinetics400/labels.yaml", ("not_environment", "medium")),
        ("/env/lib/python3.9/site-packages/foo/bar.yaml", ("package_damaged", "low")),
    ],
)
def test_a_file_that_is_not_there(path, expected, tables):
    text = f"FileNotFoundError: [Errno 2] No such file or directory: '{path}'"
    assert first(text, tables) == expected


def test_a_program_that_is_not_there_is_no_data_file(tables):
    text = "FileNotFoundError: [Errno 2] No such file or directory: 'frobnicate'"
    assert ("not_environment", "medium") not in explained(text, tables)


def test_a_server_that_is_away(tables):
    text = "OSError: We couldn't connect to 'https://huggingface.co' to load this file"
    assert first(text, tables) == ("network_unreachable", "medium")


def test_a_server_on_this_very_machine(tables):
    text = "http://localhost:8097/\nConnectionResetError: [Errno 104] Connection reset by peer"
    assert ("not_environment", "medium") in explained(text, tables)
