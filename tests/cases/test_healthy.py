"""Healthy machines: nothing that anybody would have to mend is found on them."""

import json
from pathlib import Path

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.finding import CRASHED, INFO
from tests.support.machines import CASES, machine

FILES = sorted(Path(CASES, "healthy").glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_error_and_no_warning(file):
    case = json.loads(file.read_text(encoding="utf-8"))
    diagnosis = diagnose(machine(case["overlay"]), Tables(), Selection())
    assert [finding.id for finding in diagnosis.findings if finding.severity != INFO] == []
    assert [result for result in diagnosis.results if result.status == CRASHED] == []
