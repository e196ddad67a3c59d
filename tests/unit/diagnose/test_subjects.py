"""A check that is not imported for want of its subject would have said that it wants it."""

from importlib import import_module

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.checks import MODULES, SUBJECTS
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.read import NotKnown, Read
from tests.support.machines import machine

TABLES = Tables()


def test_every_subject_belongs_to_a_check():
    assert set(SUBJECTS) <= set(MODULES)


@pytest.mark.parametrize("name", sorted(SUBJECTS))
@pytest.mark.parametrize("read", [Read.absent("there", "gone"), Read.unknown("gone", "there")])
def test_without_its_subject_a_check_says_just_what_the_runner_says_for_it(name, read):
    facts = machine({})._replace(**{SUBJECTS[name]: read})
    check = import_module(f"envdoctor.diagnose.checks.{name}").check
    with pytest.raises(NotKnown) as said:
        list(check(facts, TABLES))
    (result,) = (r for r in diagnose(facts, TABLES, Selection()).results if r.rule == name)
    assert (result.reason, said.value.state) == (str(said.value), read.state)
    assert result.status == ("not_applicable" if read.is_absent else "unknown")
    assert result.findings == ()


def test_a_rule_s_id_is_the_name_of_its_module():
    for name in MODULES:
        assert import_module(f"envdoctor.diagnose.checks.{name}").RULE.id == name
