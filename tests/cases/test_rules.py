"""Each rule's bad case fires that rule and its declared consequences, nothing else; its good case is quiet."""

import json
import os
from pathlib import Path

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose, rules
from envdoctor.model.finding import CRASHED, INFO
from tests.support.machines import CASES, machine

RULES = {rule.id: rule for rule in rules()}
FILES = sorted(Path(CASES, "rules").glob("*.json"))


def _case(rule):
    return json.loads(Path(CASES, "rules", f"{rule}.json").read_text(encoding="utf-8"))


def _findings(overlay):
    diagnosis = diagnose(machine(overlay), Tables(), Selection())
    assert not [result for result in diagnosis.results if result.status == CRASHED]
    return diagnosis.findings


def test_every_rule_has_its_case():
    assert {os.path.splitext(file.name)[0] for file in FILES} == set(RULES)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_bad_case_fires_its_rule_and_declared_consequences_only(rule):
    case = _case(rule)
    found = {
        finding.id: finding
        for finding in _findings(case["bad"])
        if finding.severity != INFO or finding.id in case["finds"]
    }
    assert {name: finding.severity for name, finding in found.items()} == case["finds"]
    assert rule in found
    for name, finding in found.items():
        if name != rule:
            assert rule in finding.follows_from
            assert rule in RULES[name].caused_by


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_good_case_is_quiet(rule):
    findings = _findings(_case(rule)["good"])
    assert [finding.id for finding in findings if finding.severity != INFO] == []
