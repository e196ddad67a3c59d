"""A check that is not imported for want of its subject would have said that it wants it."""

from importlib import import_module

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.checks import MODULES, NVIDIA_ONLY, SUBJECTS
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


@pytest.mark.parametrize("name", NVIDIA_ONLY)
@pytest.mark.parametrize("expect_gpu", ["required", "optional", "none"])
def test_without_nvidia_a_check_of_its_hardware_would_have_said_nothing(name, expect_gpu):
    gone = {
        fact: Read.absent("there", "gone")
        for fact in ("nvidia_devices", "kernel_module", "driver", "gpus")
    }
    facts = machine({"expect_gpu": expect_gpu, "container": {"kind": "docker"}})._replace(**gone)
    check = import_module(f"envdoctor.diagnose.checks.{name}").check
    assert list(_until_unknown(check(facts, TABLES))) == []
    (result,) = (r for r in diagnose(facts, TABLES, Selection()).results if r.rule == name)
    assert (result.status, result.reason) == ("not_applicable", "gone")


def _until_unknown(findings):
    try:
        yield from findings
    except NotKnown:
        return
