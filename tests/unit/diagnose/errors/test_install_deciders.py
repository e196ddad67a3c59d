"""What weighs the facts where an installer or the machine below it says no."""

import pytest

from tests.support.texts import explained

NONE = "ERROR: No matching distribution found for {}"
VERSIONS = "ERROR: Could not find a version that satisfies the requirement {} (from versions: {})"


def first(text, tables):
    return explained(text, tables)[0]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        (NONE.format("torch==1.9.1+cu111"), "high"),
        (VERSIONS.format("torch==1.13.1", "2.0.0, 2.0.1"), "high"),
        ("python: 3.11\n" + VERSIONS.format("torch", "none"), "high"),
        (VERSIONS.format("decord", "none"), "medium"),
    ],
)
def test_nothing_for_this_python(tables, text, confidence):
    assert first(text, tables) == ("no_matching_wheel", confidence)


def test_nothing_because_the_network_is_away(tables):
    text = "WARNING: Retrying (Retry(total=0)) after connection broken by 'ReadTimeoutError()'\n"
    causes = explained(text + VERSIONS.format("torch", "none"), tables)
    assert causes[:2] == [("network_unreachable", "medium"), ("no_matching_wheel", "low")]


def test_a_module_is_no_distribution(tables):
    assert first(NONE.format("cv2"), tables) == ("not_environment", "medium")


def test_a_wheel_for_another_python(tables):
    wheel = "ERROR: mmcv_full-1.3.9-cp38-cp38-manylinux1_x86_64.whl is not a supported wheel on this platform."
    assert first("python: 3.10\n" + wheel, tables) == ("no_matching_wheel", "high")


UV = "  × No solution found when resolving dependencies:\n"


@pytest.mark.parametrize(
    ("below", "answer"),
    [
        (
            "Because torch==2.6.0 has no wheels with a matching platform tag and you require it",
            ("no_matching_wheel", "high"),
        ),
        (
            "Because there is no version of torch==9 and you require it",
            ("no_matching_wheel", "medium"),
        ),
        (
            "Because torchvision==0.16.0 depends on torch==2.1.0 and you require torch==2.0.0",
            ("torch_torchvision_mismatch", "medium"),
        ),
    ],
)
def test_why_no_set_was_found(tables, below, answer):
    assert first(UV + "  ╰─▶ " + below, tables) == answer


WARNED = "{} requires {}, but you have {} which is incompatible."


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        (
            ("mmdet 3.3.0", 'mmcv<2.2.0,>=2.0.0rc4; extra == "mim"', "mmcv 2.2.0"),
            ("mmcv_too_new", "medium"),
        ),
        (("mmpose 1.3.2", "mmcv>=2.0.0", "mmcv 1.7.0"), ("mmcv_too_old", "low")),
        (
            ("torchvision 0.16.0", "torch==2.1.0", "torch 2.0.0"),
            ("torch_torchvision_mismatch", "medium"),
        ),
        (
            ("openxlab 0.0.37", "setuptools~=60.2.0", "setuptools 69.2.0"),
            ("setuptools_too_new", "low"),
        ),
        (("gradio 4.0", "pillow<11.0", "pillow 11.1"), ("dependency_too_new", "low")),
        (("scipy 1.15", "numpy>=1.23.5", "numpy 1.21.0"), ("dependency_too_old", "low")),
    ],
)
def test_what_pip_warns_of(tables, parts, answer):
    assert first(WARNED.format(*parts), tables) == answer


PAGE = "Looking in links: https://download.openmmlab.com/mmcv/dist/{}/index.html\n"


def test_a_page_of_wheels_that_does_not_exist(tables):
    assert first(PAGE.format("cu130/torch2.9.0"), tables) == ("no_matching_wheel", "low")
    building = PAGE.format("cu130/torch2.9.0") + "Building wheel for mmcv (setup.py) ..."
    assert first(building, tables) == ("no_matching_wheel", "medium")


def test_a_page_of_wheels_that_exists_says_nothing(tables):
    assert explained(PAGE.format("cu121/torch2.1.0"), tables) == []


BUILD = "  ERROR: Failed building wheel for mmcv-full"


def test_a_source_build_because_no_wheel_exists(tables):
    text = f"torch: 2.0.0 (cu118)\n$ pip install mmcv-full==1.6.0\n{BUILD}"
    assert first(text, tables) == ("no_matching_wheel", "medium")


def test_a_source_build_of_which_nothing_else_is_known(tables):
    assert first(BUILD, tables) == ("no_matching_wheel", "low")


def test_a_compiler_error_never_stands_behind_its_consequence(tables):
    text = f"fatal error: THC/THC.h: No such file or directory\n{BUILD}"
    assert first(text, tables) == ("torch_too_new_for_source_build", "high")


OBJECTS = "RuntimeError: Error compiling objects for extension"


def test_sources_older_than_torch(tables):
    text = f"torch: 1.8.0\n$ pip install mmcv-full==1.1.1\n{OBJECTS}"
    assert ("torch_too_new_for_source_build", "medium") in explained(text, tables)


def test_a_build_of_another_package_fails(tables):
    assert first("ERROR: Failed building wheel for xtcocotools", tables) == (
        "no_matching_wheel",
        "low",
    )
    assert explained("error: subprocess-exited-with-error", tables) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("OSError: [Errno 28] No space left on device", ("disk_full", "high")),
        (
            "RuntimeError: unable to write to file </torch_9_1>: No space left on device (28)",
            ("shm_too_small", "high"),
        ),
        ("OSError: [Errno 28] inotify watch limit reached", ("not_environment", "medium")),
    ],
)
def test_what_is_full(tables, text, answer):
    assert first(text, tables) == answer


def test_a_download_that_broke_off(tables):
    text = "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='x'): Max retries exceeded with url: /"
    assert first(text, tables)[0] == "network_unreachable"


def test_a_retry_that_went_well_means_nothing(tables):
    text = (
        "WARNING: Retrying (Retry(total=4)) after connection broken by 'ReadTimeoutError()': /x\n"
    )
    assert explained(text + "Successfully installed torch-2.1.0", tables) == []


def test_processes_that_lose_each_other_are_no_network(tables):
    text = "[c10d] The client socket: Connection refused on TCPStore"
    assert "network_unreachable" not in [cause for cause, _ in explained(text, tables)]


SSL = "pip is configured with locations that require TLS/SSL, however the ssl module in Python is not available."


def test_python_without_ssl(tables):
    assert first(SSL, tables) == ("interpreter_broken", "medium")
    assert first(f"platform: Windows 10, conda\n{SSL}", tables)[0] == "wrong_environment_active"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'",
            ("permission_denied", "high"),
        ),
        (
            "permission denied while trying to connect to the Docker daemon",
            ("permission_denied", "high"),
        ),
        ("PermissionError: [WinError 5] Access is denied", ("permission_denied", "medium")),
        (
            "PermissionError: [Errno 13] Permission denied: 'work_dirs'",
            ("permission_denied", "medium"),
        ),
    ],
)
def test_who_may_not_write(tables, text, answer):
    assert first(text, tables) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("$ pip install openmim\nmim: command not found", ("wrong_environment_active", "high")),
        ("bash: mim: command not found", ("wrong_environment_active", "medium")),
        (
            "'mim' is not recognized as an internal or external command",
            ("wrong_environment_active", "medium"),
        ),
        ("/bin/sh: 1: gcc: not found", ("compiler_missing", "medium")),
        ("setup.py\nnvcc: command not found", ("cuda_home_misconfigured", "medium")),
        ("conda: command not found", ("wrong_environment_active", "high")),
        ("/bin/sh: 1: python: not found", ("wrong_environment_active", "medium")),
        ("bash: git: command not found", ("dependency_missing", "medium")),
        ("bash: frobnicate: command not found", ("wrong_environment_active", "low")),
    ],
)
def test_a_command_is_not_found(tables, text, answer):
    assert first(text, tables) == answer


def test_what_collect_env_prints_on_its_way_is_no_failure(tables):
    text = "/bin/sh: 1: gcc: not found\nsys.platform: linux\n"
    assert "compiler_missing" not in [cause for cause, _ in explained(text, tables)]


def test_a_command_failed_and_nothing_says_why(tables):
    line = "subprocess.CalledProcessError: Command '['python']' returned non-zero exit status 1."
    assert first(line, tables) == ("not_environment", "low")


def test_a_page_named_by_a_patch_release_does_not_exist(tables):
    assert first(PAGE.format("cu102/torch1.8.1"), tables) == ("no_matching_wheel", "low")


def test_a_name_that_nobody_knows_may_be_misspelt(tables):
    text = "python: 3.9\n" + VERSIONS.format("pycocotool", "none")
    assert first(text, tables) == ("no_matching_wheel", "medium")
