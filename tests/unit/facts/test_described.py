"""A machine in a few words: what is said is there, what is not said stays unknown."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.facts.described import Description, described
from envdoctor.model.machine import Libc
from envdoctor.model.problem import WrongInput
from envdoctor.model.read import ABSENT, UNKNOWN

TABLES = Tables()
LINUX = "linux_x86_64"


def facts(gpus=(), driver="", platform=LINUX, wanted=False):
    return described(Description(tuple(gpus), driver, platform, wanted), TABLES)


@pytest.mark.parametrize(
    ("tag", "system", "machine", "libc"),
    [
        ("linux_x86_64", "linux", "x86_64", None),
        ("linux_aarch64", "linux", "aarch64", None),
        ("manylinux_2_28_x86_64", "linux", "x86_64", Libc("glibc", "2.28")),
        ("manylinux2014_x86_64", "linux", "x86_64", Libc("glibc", "2.17")),
        ("musllinux_1_2_x86_64", "linux", "x86_64", Libc("musl", "1.2")),
        ("win_amd64", "windows", "AMD64", None),
        ("macosx_11_0_arm64", "macos", "arm64", None),
    ],
)
def test_platform_tags(tag, system, machine, libc):
    found = facts(platform=tag)
    assert (found.platform.value.system, found.platform.value.machine) == (system, machine)
    assert found.libc.value == libc


@pytest.mark.parametrize(
    ("text", "capability"),
    [
        ("RTX 4090", (8, 9)),
        ("rtx4090", (8, 9)),
        ("  NVIDIA GeForce RTX 3090  Ti", (8, 6)),
        ("A100", (8, 0)),
        ("tesla t4", (7, 5)),
        ("8.9", (8, 9)),
        ("sm_120", (12, 0)),
        ("86", (8, 6)),
        ("RTX A6000", (8, 6)),
        ("GTX TITAN", (3, 5)),
    ],
)
def test_gpus_by_name_and_by_what_they_can_compute(text, capability):
    (gpu,) = facts([text]).gpus.known()
    assert gpu.compute_capability == capability


def test_every_device_name_of_the_table_is_found_as_it_stands():
    for name in TABLES.gpus.examples():
        model = TABLES.gpus.match(name)
        found = TABLES.gpus.find(name.lower())
        assert found is not None
        assert found.compute_capability == model.compute_capability, name


def test_gpus_are_counted():
    gpus = facts(["RTX 4090", "RTX 4090", "V100"]).gpus.known()
    assert [(gpu.index, gpu.compute_capability) for gpu in gpus] == [
        (0, (8, 9)),
        (1, (8, 9)),
        (2, (7, 0)),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RTX 40900", "RTX 4090"),
        ("4090", "RTX 4090"),
        ("RTX 6000", "RTX A6000"),
        ("Radeon", "compute capability"),
        ("", "compute capability"),
        ("9.9", "9.9"),
        ("B100", "compute capability instead"),
    ],
)
def test_a_gpu_that_nobody_knows(text, words):
    with pytest.raises(WrongInput, match=words):
        facts([text])


@pytest.mark.parametrize("driver", ["12.4", "535.104.05.1", "latest", "535,104", "5", "٥٣٥"])
def test_a_driver_that_is_none(driver):
    with pytest.raises(WrongInput, match="no NVIDIA driver"):
        facts(driver=driver)


@pytest.mark.parametrize("driver", ["535", "535.104", "535.104.05", "537.13"])
def test_a_driver(driver):
    assert facts(driver=driver).driver.known().version == driver


@pytest.mark.parametrize(
    "tag",
    ["linux", "x86_64", "win32", "linux_x86_64_", "macosx_11_0_universal2", "any", "freebsd_amd64"],
)
def test_a_platform_that_is_none(tag):
    with pytest.raises(WrongInput, match="--platform does not know"):
        facts(platform=tag)


def test_without_a_platform_there_is_no_machine():
    with pytest.raises(WrongInput, match="--platform"):
        facts(["RTX 4090"], platform="")


def test_no_gpu_is_described():
    assert facts().gpus.state == ABSENT
    assert facts().driver.state == ABSENT
    assert facts(wanted=True).gpus.state == UNKNOWN
    assert facts(driver="535").gpus.state == UNKNOWN
    assert facts(["RTX 4090"]).driver.state == UNKNOWN


def test_what_is_not_said_stays_unknown():
    found = facts(["RTX 4090"], "535")
    said = {"platform", "driver", "gpus"}
    states = {name: getattr(found, name).state for name in found._fields[2:] if name not in said}
    assert set(states.values()) == {UNKNOWN}
