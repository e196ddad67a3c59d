"""Plans for people: what they say, and how they stand on a terminal."""

import re

import pytest

from envdoctor.api.plan import PlanCall, plan
from envdoctor.model.request import Request
from envdoctor.report.language import Language
from envdoctor.report.plan_text import plan_text
from envdoctor.report.setting import Style
from envdoctor.report.table import table_lines
from envdoctor.report.width import columns

RTX_4090 = PlanCall(
    gpus=("RTX 4090",), driver="535.104", platform="manylinux_2_28_x86_64", offline=True
)
RTX_5090 = RTX_4090._replace(gpus=("RTX 5090", "RTX 5090"), driver="580.65")


def text_of(call, *, width=100, verbosity=0, colour=False, language="en", **request):
    report = plan(call._replace(request=Request(**request)))
    return plan_text(report, Language(language), Style(colour, width, verbosity))


def test_the_machine_the_set_the_steps_and_one_verdict():
    text = text_of(RTX_4090, python="")
    head, *_ = text.split("\n\n")
    assert "linux x86_64, glibc 2.28, RTX 4090 (8.9), driver 535.104" in head
    assert "into a new environment, openmmlab" in head
    assert re.search(r"torch +2\.1\.2\+cu121 +inferred", text)
    assert re.search(r"mmcv +2\.1\.0 +observed", text)
    assert re.search(r"importlib-metadata +any", text)
    assert "$ conda create -y -n openmmlab python=3.11" in text
    assert "--index-url https://download.pytorch.org/whl/cu121" in text
    assert text.rstrip().rpartition("\n")[2].startswith("A set that fits, without a compile: torch")


def test_commands_can_be_copied_each_from_one_line():
    commands = [line for line in text_of(RTX_4090).split("\n") if line.startswith("   $ ")]
    assert len(commands) == 6
    code = commands[-1]
    assert "exec(" in code
    import shlex

    compile(shlex.split(code[5:])[-1], "copied", "exec")


def test_a_conflict_says_what_excludes_what_and_what_comes_near():
    text = text_of(RTX_5090)
    assert "2 x RTX 5090 (12.0)" in text
    assert "These exclude each other:" in text
    assert "sm_120" in text
    assert "nothing is compiled without your word" in text
    assert "1 change" in text
    assert "--allow-compile" in text
    assert "--no-ops" in text
    assert text.rstrip().rpartition("\n")[2] == "No set fits. Sets that come near: 3."


def test_a_python_to_be_changed_is_said_in_words_of_the_command_line():
    text = text_of(RTX_4090._replace(python="3.13"))
    assert "--python 3.11" in text


def test_a_compile_is_never_silent():
    text = text_of(RTX_5090, may_compile=True)
    assert "with a compile" in text.rstrip().rpartition("\n")[2]
    (command,) = (line for line in text.split("\n") if "--no-build-isolation" in line)
    assert "$ MMCV_WITH_OPS=1 FORCE_CUDA=1 TORCH_CUDA_ARCH_LIST=12.0 conda run" in command
    assert "a compile:" in text
    assert "needs" in text
    assert re.search(r"the CUDA toolkit \S+ *,? with nvcc", " ".join(text.split()))


def test_variables_of_a_shell_that_takes_none_with_a_command():
    text = text_of(RTX_5090._replace(platform="win_amd64", python="3.12"), may_compile=True)
    (command,) = (line for line in text.split("\n") if "--no-build-isolation" in line)
    assert "MMCV_WITH_OPS" not in command
    assert "with    MMCV_WITH_OPS=1" in text


def test_windows_shells_know_double_quotes_alone():
    text = text_of(RTX_4090._replace(platform="win_amd64"))
    commands = [line[5:] for line in text.split("\n") if line.startswith("   > ")]
    assert len(commands) == 6
    assert any('"setuptools<82" "numpy<2"' in command for command in commands)
    *_start, code, rest = commands[-1].split('"')
    assert rest == ""
    compile(code, "copied", "exec")


def test_quiet_is_one_line_and_verbose_holds_nothing_back():
    assert text_of(RTX_4090, verbosity=-1).count("\n") == 1
    assert "(-v shows them)" not in text_of(RTX_4090, verbosity=1)


@pytest.mark.parametrize("call", [RTX_4090, RTX_5090])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_narrow_terminal(call, language):
    *lines, _verdict = text_of(call, width=40, language=language).rstrip().split("\n")
    for line in lines:
        is_whole = "://" in line or line.startswith("   $ ") or " " not in line.strip()
        assert columns(line) <= 40 or is_whole, line


def test_colour_where_it_is_wanted_alone():
    assert "\033" not in text_of(RTX_4090)
    plain = re.sub(r"\033\[[0-9;]*m", "", text_of(RTX_4090, colour=True))
    assert plain == text_of(RTX_4090)


def test_a_name_that_would_paint_the_terminal_is_shown_harmless():
    report = plan(RTX_4090)
    evil = report.facts.gpus.known()[0]._replace(name="RTX\x1b[31m 4090")
    facts = report.facts._replace(gpus=type(report.facts.gpus).of((evil,), "--gpu"))
    shown = plan_text(report._replace(facts=facts), Language("en"), Style(False, 100, 0))
    assert "\x1b" not in shown


def test_a_table_that_is_too_wide_is_broken_in_one_way():
    rows = [["torch", "2.1.2", "listed", "https://example.org"], ["numpy", "<2", "", ""]]
    assert list(table_lines(rows, 80))[1] == "   numpy  <2"
    assert list(table_lines(rows, 15)) == [
        "   torch 2.1.2",
        "     listed",
        "     https://example.org",
        "   numpy <2",
    ]
