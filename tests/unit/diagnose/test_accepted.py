"""What a project accepts does not count, up to the day it said."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.accepted import accept
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.project import Ignore, Project
from tests.support.machines import machine


def _accepted(rule, until, today="2026-11-23"):
    diagnosis = diagnose(machine({"numpy": {"version": "2.2.6"}}), Tables(), Selection())
    project = Project("pyproject.toml", (), "", (Ignore(rule, "known", until),))
    kept, ignored, expired = accept(diagnosis, project, today)
    return (
        [finding.id for finding in kept.findings if finding.severity != "info"],
        [item.finding.id for item in ignored if item.finding.severity != "info"],
        [entry.rule for entry in expired],
    )


@pytest.mark.parametrize("rule", ["libraries.numpy_for_torch", "libraries"])
@pytest.mark.parametrize("until", [None, "2026-11-23", "2027-01-01"])
def test_an_entry_holds_up_to_and_on_its_last_day(rule, until):
    assert _accepted(rule, until) == ([], ["libraries.numpy_for_torch"], [])


def test_after_its_last_day_the_finding_counts_again_and_the_entry_is_named():
    kept, ignored, expired = _accepted("libraries.numpy_for_torch", "2026-11-22")
    assert (kept, ignored, expired) == (
        ["libraries.numpy_for_torch"],
        [],
        ["libraries.numpy_for_torch"],
    )


def test_a_piece_of_a_name_is_no_prefix():
    assert _accepted("librar", None)[0] == ["libraries.numpy_for_torch"]
