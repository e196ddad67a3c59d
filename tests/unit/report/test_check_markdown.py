"""What is pasted into an issue: whole, redacted, and read as text alone."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.private import Private
from envdoctor.model.report import CheckReport
from envdoctor.report.check_markdown import check_markdown
from envdoctor.report.language import Language
from envdoctor.report.sanitize import fenced, for_markdown
from envdoctor.resolve.derive import mend
from tests.support.machines import machine


def _report(overlay):
    facts, tables = machine(overlay), Tables()
    diagnosis = diagnose(facts, tables, Selection())
    return CheckReport(
        facts=facts,
        diagnosis=diagnosis,
        mending=mend(diagnosis.findings, facts, tables),
        ok=False,
        ignored=(),
        expired=(),
        lost=(),
        private=Private((("/home/somebody/env", "<prefix>"),)),
        tables_as_of="",
    )


def test_a_finding_is_there_with_its_commands_and_no_path_of_this_machine():
    page = check_markdown(_report({"numpy": {"version": "2.2.6"}}), Language("en"))
    assert "#### error: NumPy 2.2.6 under torch 2.1.2+cu121" in page
    assert "\npython -m pip install 'numpy<2'\n" in page
    assert "somebody" not in page


def test_a_name_from_outside_cannot_mark_up_or_call_anybody():
    gpu = {"name": "<img src=x> | @octocat `rm` [x](http://e.vil)"}
    page = check_markdown(_report({"gpus": [gpu]}), Language("en"))
    assert "<img" not in page.replace("\\<img", "")
    assert "@octocat" not in page
    assert "\\| @" in page


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31mred", "::error::x"])
def test_a_line_stays_one_line_without_escapes(text):
    assert "\n" not in for_markdown(text)
    assert "\x1b" not in for_markdown(text)


def test_a_fence_is_longer_than_what_it_holds():
    lines = fenced(["echo ````"], "sh")
    assert lines[0] == "`````sh"
    assert lines[-1] == "`````"
