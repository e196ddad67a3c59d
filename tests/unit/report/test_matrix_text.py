"""The matrix as a table: 80 columns, no colour needed, patch releases together, a legend for every mark."""

import re

import pytest

from envdoctor.api.matrix import MatrixCall, matrix
from envdoctor.api.plan import PlanCall
from envdoctor.report.language import Language
from envdoctor.report.matrix_text import matrix_text
from envdoctor.report.setting import Style
from envdoctor.report.width import columns

PLAIN = Style(colour=False, width=80, verbosity=0)
CALLS = {
    "works": PlanCall(
        gpus=("RTX 4090",), driver="535.104.05", platform="linux_x86_64", python="3.10"
    ),
    "old driver": PlanCall(
        gpus=("A100",), driver="450.80.02", platform="linux_x86_64", python="3.9"
    ),
    "nothing": PlanCall(gpus=("RTX 5090",), driver="580.65.06", platform="win_amd64"),
    "new Python": PlanCall(platform="linux_x86_64", python="3.13"),
    "mac": PlanCall(platform="macosx_14_0_arm64"),
    "ARM": PlanCall(gpus=("GH200",), driver="560.35", platform="linux_aarch64"),
    "no torch": PlanCall(platform="linux_ppc64le"),
}


def text_of(name, style=PLAIN, language="en", **keywords):
    return matrix_text(matrix(MatrixCall(CALLS[name], **keywords)), Language(language), style)


def table_of(text):
    """The lines of the table: what stands between the first two empty lines."""
    return text.split("\n\n")[1].splitlines()


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", CALLS)
def test_it_fits_into_80_columns(name, language, everything):
    for line in text_of(name, language=language, everything=everything).splitlines():
        assert columns(line) <= 80 or " " not in line.strip(), line


@pytest.mark.parametrize("name", CALLS)
def test_colour_adds_nothing_but_colour(name):
    coloured = text_of(name, PLAIN._replace(colour=True), everything=True)
    assert "\033[" in coloured
    assert re.sub(r"\033\[[\d;]*m", "", coloured) == text_of(name, everything=True)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("name", ["works", "old driver", "nothing", "new Python", "mac", "ARM"])
def test_every_mark_is_explained(name, everything):
    text = text_of(name, everything=everything)
    lines = table_of(text)[1:]
    used = {line[:2].strip() for line in lines} - {"", "-"}
    for line in lines:
        used |= set(line.partition("no: ")[2].split()) - {"1", "1,2", "2"}
        used |= set(re.findall(r" - ([a-z])\b", line))
    used |= {"~"} if "~" in "".join(lines) else set()
    assert used
    legend = text.partition("\n\n")[2].partition("\n\n")[2].splitlines()
    for mark in used:
        assert any(line.startswith(f"{mark:<3}") and len(line) > 10 for line in legend), mark


def test_one_row_is_chosen_and_stands_alone():
    chosen = [line for line in table_of(text_of("works")) if line.startswith("*")]
    assert len(chosen) == 1
    assert chosen[0].split()[1:3] == ["2.1.2", "12.1"]


def test_patch_releases_that_say_the_same_share_a_line():
    lines = table_of(text_of("works", torch="2.1"))
    assert [line.split()[:3] for line in lines[1:]] == [
        ["*", "2.1.2", "12.1"],
        ["2.1.0-2", "11.8", "ok"],
        ["2.1.0-1", "12.1", "ok"],
    ]


def test_columns_that_say_nothing_are_left_out():
    heads = table_of(text_of("mac"))[0].split()
    assert "GPU" not in heads
    assert "driver" not in heads
    assert {"torch", "Python", "mmcv", "MMAction2", "mmdet", "mmpose", "NumPy"} <= set(heads)


def test_a_wheel_that_nobody_saw_is_marked():
    text = text_of("works", torch="1.12")
    assert "2.1.0~" in text
    assert "~  a wheel that is to be expected by rule; nobody has seen it" in text


def test_a_change_names_its_words_and_its_reason():
    text = text_of("works", torch="2.4")
    assert "with     --allow-compile" in text
    assert "because  an mmcv wheel fits the torch and CUDA it was built for" in text


def test_another_python_is_said_for_the_rows_that_it_helps():
    text = text_of("new Python")
    assert "with     --python 3.11" in text
    assert "with     --python 3.9" in text


def test_a_narrow_terminal_gets_sentences():
    narrow = PLAIN._replace(width=60)
    text = text_of("works", narrow, torch="2.1")
    assert "torch 2.1.2, CUDA 12.1, driver ok, GPU cubin" in text
    *lines, _verdict = text.splitlines()
    assert all(columns(line) <= 60 or " " not in line.strip() for line in lines)


def test_verbose_lists_every_wheel_with_its_maker():
    wordy = PLAIN._replace(verbosity=1)
    text = text_of("works", wordy, torch=">=2.1,<2.5")
    assert "torch 2.1, CUDA 12.1: 2.2.0, 2.1.0\n" in text
    assert "torch 2.3, CUDA 11.8: 2.2.0~\n" in text
    assert "(onedl-mmcv)" in text
    assert "Prebuilt mmcv:" not in text_of("works", torch=">=2.1,<2.5")


def test_only_the_verdict():
    quiet = PLAIN._replace(verbosity=-1)
    verdict = text_of("works", quiet)
    assert verdict.count("\n") == 1
    assert "torch 2.1.2 (cu121)" in verdict
    assert "linux on ppc64le" in text_of("no torch", quiet)
    assert text_of("new Python", quiet).startswith("No build works as it is; with one change: ")
