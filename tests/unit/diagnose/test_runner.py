"""The runner: order, prerequisites, and checks that end in every way there is."""

import sys
from types import SimpleNamespace

import pytest

from envdoctor.diagnose import runner
from envdoctor.diagnose.checks import MODULES
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.runner import Selection, diagnose, rules, unknown_names
from envdoctor.model.finding import ERROR, INFO, WARNING
from envdoctor.model.read import Read
from tests.support.machines import machine


def finds(*severities):
    """A check that finds something of each severity."""

    def check(rule, _facts):
        for number, severity in enumerate(severities):
            yield rule.finding(
                severity,
                cause="test",
                title=str(number),
                why="",
                params={},
                evidence=(),
            )

    return check


def passes(rule, facts):
    return finds()(rule, facts)


def needs(read):
    """A check that finds one error and then asks for a fact."""

    def check(rule, facts):
        yield from finds(ERROR)(rule, facts)
        read.known()

    return check


def asks(read):
    """A check that asks for a fact at once."""

    def check(rule, facts):
        read.known()
        return finds()(rule, facts)

    return check


def crashes(rule, facts):
    yield from finds(WARNING)(rule, facts)
    raise RuntimeError("a defect")


@pytest.fixture
def run(monkeypatch):
    """Runs small checks in the place of the real ones: {id: (check, requires, caused_by)}."""

    def run_checks(selection=Selection(), **checks):
        for name, (check, requires, caused_by) in checks.items():
            rule = Rule(name, "system", name, tuple(requires), tuple(caused_by))
            module = SimpleNamespace(
                RULE=rule, check=lambda facts, _t, c=check, r=rule: c(r, facts)
            )
            monkeypatch.setitem(sys.modules, runner._CHECKS + name, module)
        monkeypatch.setattr(runner, "MODULES", tuple(checks))
        diagnosis = diagnose(machine({}), None, selection)
        return {result.rule: result for result in diagnosis.results}, diagnosis.findings

    return run_checks


def test_a_failed_prerequisite_makes_a_check_not_applicable(run):
    results, findings = run(
        root=(finds(ERROR), [], []),
        next=(finds(ERROR), ["root"], []),
        after=(finds(ERROR), ["next"], []),
        apart=(finds(ERROR), [], []),
    )
    assert results["root"].status == "failed"
    assert results["next"][1:3] == ("not_applicable", "root")
    assert results["after"][1:3] == ("not_applicable", "root")
    assert [finding.id for finding in findings] == ["root", "apart"]


def test_a_warning_does_not_block(run):
    results, _ = run(root=(finds(WARNING), [], []), next=(passes, ["root"], []))
    assert (results["root"].status, results["next"].status) == ("failed", "passed")


@pytest.mark.parametrize("prerequisite", [asks(Read.unknown("?")), crashes])
def test_what_is_not_known_does_not_block(run, prerequisite):
    results, _ = run(root=(prerequisite, [], []), next=(finds(ERROR), ["root"], []))
    assert results["next"].status == "failed"


def test_what_is_absent_does_not_block(run):
    results, _ = run(root=(asks(Read.absent("mmdet")), [], []), next=(finds(ERROR), ["root"], []))
    assert results["next"].status == "failed"


def test_what_was_not_selected_does_not_block(run):
    results, _ = run(
        Selection(ignore=("root",)), root=(finds(ERROR), [], []), next=(finds(ERROR), ["root"], [])
    )
    assert results["root"][1:] == ("skipped", "not selected", ())
    assert results["next"].status == "failed"


@pytest.mark.parametrize(
    ("read", "status", "reason"),
    [
        (Read.absent("mmdet"), "not_applicable", "mmdet: absent"),
        (Read.unknown("the paste did not say"), "unknown", "the paste did not say"),
        (Read.unreadable("RECORD", "not UTF-8"), "unknown", "not UTF-8"),
    ],
)
def test_a_fact_that_is_not_known_is_a_result(run, read, status, reason):
    results, findings = run(only=(asks(read), [], []))
    assert results["only"][1:3] == (status, reason)
    assert findings == ()


def test_what_was_found_before_a_fact_was_missed_counts(run):
    results, findings = run(only=(needs(Read.unknown("second GPU?")), [], []))
    assert results["only"][1:3] == ("failed", "second GPU?")
    assert len(findings) == 1


def test_a_crash_is_a_result_and_hides_nothing(run):
    results, findings = run(first=(crashes, [], []), second=(finds(ERROR), [], []))
    assert results["first"][1:3] == ("crashed", "RuntimeError: a defect")
    assert [finding.id for finding in findings] == ["second", "first"]


def test_information_is_no_failure(run):
    results, findings = run(only=(finds(INFO), [], []))
    assert results["only"].status == "passed"
    assert len(findings) == 1


def test_roots_stand_above_what_follows_and_errors_above_warnings(run):
    _, findings = run(
        follows=(finds(ERROR), [], ["cause"]),
        note=(finds(INFO), [], []),
        hint=(finds(WARNING), [], []),
        cause=(finds(ERROR), [], []),
    )
    assert [finding.id for finding in findings] == ["cause", "hint", "note", "follows"]
    assert [finding.follows_from for finding in findings] == [(), (), (), ("cause",)]


def test_nothing_follows_from_what_was_not_found(run):
    _, findings = run(
        cause=(passes, [], []),
        note=(finds(INFO), [], []),
        follows=(finds(ERROR), [], ["cause", "note"]),
    )
    assert all(finding.follows_from == () for finding in findings)


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(), {"a.x", "a.y", "ab.x"}),
        (Selection(select=("a",)), {"a.x", "a.y"}),
        (Selection(select=("a.x", "ab")), {"a.x", "ab.x"}),
        (Selection(ignore=("a",)), {"ab.x"}),
        (Selection(select=("a",), ignore=("a.y",)), {"a.x"}),
        (Selection(select=("a.",)), set()),
    ],
)
def test_a_prefix_means_what_is_below_it(selection, wanted):
    assert {rule for rule in ("a.x", "a.y", "ab.x") if selection.wants(rule)} == wanted


def test_names_that_mean_no_rule_are_told():
    known = next(rules()).id
    assert unknown_names(Selection((known, "nothing.at.all"), ("torch", "tor"))) == (
        "nothing.at.all",
        "tor",
    )


def test_every_rule_comes_after_what_it_rests_on():
    seen = set()
    for rule in rules():
        assert set(rule.requires) <= seen, rule.id
        seen.add(rule.id)
    for rule in rules():
        assert set(rule.caused_by) <= seen, rule.id
        assert rule.id not in rule.caused_by
    assert len(seen) == len(MODULES)


def test_no_rule_causes_what_causes_it():
    edges = {rule.id: rule.caused_by for rule in rules()}

    def causes(name, trail):
        assert name not in trail, (*trail, name)
        for cause in edges[name]:
            causes(cause, (*trail, name))

    for name in edges:
        causes(name, ())
