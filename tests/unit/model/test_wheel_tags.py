"""Which wheel fits which Python and platform: `packaging.tags` is the oracle."""

import itertools

import pytest
from packaging import tags as oracle

from envdoctor.model.wheel_tags import fits

PYTHONS = (
    "cp27",
    "cp36",
    "cp37",
    "cp38",
    "cp39",
    "cp310",
    "cp313",
    "py2",
    "py3",
    "py37",
    "py38",
    "py310",
    "pp38",
)
ABIS = (
    "none",
    "abi3",
    "cp37m",
    "cp38",
    "cp39",
    "cp310",
    "cp313",
    "cp313t",
    "cp27mu",
    "pypy38_pp73",
)
LINUX = (
    *("any", "linux_x86_64", "manylinux1_x86_64", "manylinux2010_x86_64", "manylinux2014_x86_64"),
    *("manylinux_2_17_x86_64", "manylinux_2_28_x86_64", "manylinux_2_35_x86_64"),
    *("manylinux2014_aarch64", "linux_aarch64", "musllinux_1_1_x86_64", "win_amd64", "win32"),
    *("macosx_10_9_x86_64", "macosx_11_0_arm64", "macosx_12_0_arm64", "macosx_11_0_universal2"),
)


def supported_on_linux(python, glibc):
    """What a real interpreter of that version takes, on x86-64 with that glibc."""
    platforms = [f"manylinux_2_{minor}_x86_64" for minor in range(glibc, 4, -1)]
    platforms += [
        "manylinux2014_x86_64",
        "manylinux2010_x86_64",
        "manylinux1_x86_64",
        "linux_x86_64",
    ]
    return supported(python, platforms)


def supported_on_macos(python, version, machine):
    return supported(python, list(oracle.mac_platforms(version, machine)))


def supported(python, platforms):
    abis = [f"cp{python[0]}{python[1]}{'m' if python == (3, 7) else ''}"]
    found = {*oracle.cpython_tags(python, abis, platforms)}
    found.update(oracle.compatible_tags(python, "cp{}{}".format(*python), platforms))
    return {str(tag) for tag in found}


@pytest.mark.parametrize("python", [(3, 7), (3, 8), (3, 13)])
@pytest.mark.parametrize(
    ("platform", "takes"),
    [
        ("manylinux_2_28_x86_64", lambda python: supported_on_linux(python, 28)),
        ("manylinux2014_x86_64", lambda python: supported_on_linux(python, 17)),
        ("macosx_11_0_arm64", lambda python: supported_on_macos(python, (11, 0), "arm64")),
        ("macosx_12_0_x86_64", lambda python: supported_on_macos(python, (12, 0), "x86_64")),
        ("win_amd64", lambda python: supported(python, ["win_amd64"])),
    ],
)
def test_it_says_what_packaging_says(python, platform, takes):
    here = takes(python)
    wrong = []
    for parts in itertools.product(PYTHONS, ABIS, LINUX):
        tag = "-".join(parts)
        if fits(tag, "cp{}{}".format(*python), platform) != (tag in here):
            wrong.append(tag)
    assert wrong == []


@pytest.mark.parametrize(
    ("tag", "python", "platform", "expected"),
    [
        ("cp38-cp38-manylinux_2_28_x86_64", "cp38", "linux_x86_64", True),
        ("cp38-cp38-manylinux_2_28_aarch64", "cp38", "linux_aarch64", True),
        ("cp38-cp38-manylinux_2_28_x86_64", "cp38", "linux_aarch64", False),
        ("cp38-cp38-win_amd64", "cp38", "windows_amd64", True),
        ("cp38-none-macosx_12_0_arm64", "cp38", "macos_arm64", True),
        ("cp38-none-macosx_12_0_x86_64", "cp38", "macos_arm64", False),
        ("cp38-cp38-linux_x86_64", "", "linux_x86_64", True),
        ("cp38-cp38-linux_x86_64", "cp38", "", True),
        ("cp38-cp38-linux_x86_64", "cp39", "", False),
        ("", "cp38", "linux_x86_64", False),
        ("rubbish", "cp38", "", False),
    ],
)
def test_words_of_the_tables_and_of_nobody(tag, python, platform, expected):
    assert fits(tag, python, platform) is expected
