"""With `--json`, every exit path prints one document of the layout it names, and its exit code."""

import io
import json
import os
import subprocess
import sys

import pytest

from envdoctor.cli import main as cli
from envdoctor.cli.main import main
from envdoctor.diagnose.runner import rules
from envdoctor.model.encode import encode
from envdoctor.model.facts import SCHEMA
from tests.support.machines import CASES, healthy, machine
from tests.support.schemas import validated

SICK = {"numpy": {"version": "2.1.0"}}


@pytest.fixture
def saved(tmp_path):
    """Writes recorded facts to a file, the healthy machine's with some of them changed."""

    def save(overlay):
        file = tmp_path / "facts.json"
        file.write_text(
            json.dumps({"schema": SCHEMA, **encode(machine(overlay))}), encoding="utf-8"
        )
        return str(file)

    return save


@pytest.fixture
def call(capsys):
    """Calls the command line; gives the exit code, the validated document and standard error."""

    def run(*arguments):
        code = main([*arguments, "--json"])
        out, err = capsys.readouterr()
        return code, validated(out), err

    return run


def test_healthy(call, saved):
    code, document, err = call("check", "--facts", saved({}))
    assert (code, document["ok"], document["schema"]) == (0, True, "envdoctor/check/1")
    assert err == ""


def test_problems(call, saved):
    code, document, err = call("check", "--facts", saved(SICK))
    assert (code, document["ok"]) == (1, False)
    assert "error" in {finding["severity"] for finding in document["findings"]}
    assert err == ""


def test_a_lost_fact_is_no_verdict(call, saved):
    lost = {
        "gpus": {"state": "unknown", "source": "NVML", "reason": "NVML did not answer within 5 s"}
    }
    code, document, _ = call("check", "--facts", saved(lost))
    assert (code, document["ok"], document["lost"]) == (3, False, ["gpus"])


def test_what_was_printed_is_judged_alike_elsewhere(call, saved, tmp_path):
    _, here, _ = call("check", "--facts", saved(SICK))
    report = tmp_path / "report.json"
    report.write_text(json.dumps(here), encoding="utf-8")
    _, there, _ = call("check", "--facts", str(report))
    assert there == here


def test_the_language_changes_sentences_alone(call, saved):
    _, english, _ = call("check", "--facts", saved(SICK), "--lang", "en")
    _, chinese, _ = call("check", "--facts", saved(SICK), "--lang", "zh")
    for one, other in zip(english["findings"], chinese["findings"]):
        assert one["title"] != other["title"]
        assert one["why"] != other["why"]
        for key in ("id", "cause", "message_id", "params", "evidence", "goals", "layer"):
            assert one[key] == other[key]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-verb"],
        ["check", "--no-such-option"],
        ["check", "--expect-gpu", "perhaps"],
        ["check", "--select", "no.such.rule"],
        ["check", "--facts", "no-such-file.json"],
        ["check", "--env", "/no/such/folder"],
        ["check", "--python", "/no/such/python"],
        ["rules", "no.such.rule"],
        ["check", "--js"],
        ["check", "--python", ""],
        ["check", "--env", ""],
        ["check", "--facts", ""],
        ["verify", "--video", ""],
        ["check", "--env", ".", "--python", "python3"],
        ["check", "--facts", "no-such-file.json", "--python", "python3"],
        ["diff", "no-such-file.json", "no-such-file.json"],
        ["diff"],
    ],
)
def test_a_wrong_call(call, arguments):
    code, document, err = call(*arguments)
    assert (code, document["ok"], document["exit_code"]) == (2, False, 2)
    assert document["schema"] == "envdoctor/error/1"
    assert err == f"envdoctor: {document['error']}\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        b'{"schema": "envdoctor/facts/2"}',
        b'{"schema": "envdoctor/facts/1"}',
        b'{"schema": "envdoctor/facts/1", "envdoctor": 1, "expect_gpu": "none"}',
        b'{"schema": "envdoctor/facts/1", "envdoctor": "0.1.0", "expect_gpu": "perhaps"}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_facts_document(call, tmp_path, content):
    file = tmp_path / "facts.json"
    file.write_bytes(content)
    code, document, err = call("check", "--facts", str(file))
    assert (code, document["exit_code"]) == (2, 2)
    assert str(file) in document["error"]
    assert err.count("\n") == 1


def test_interrupted(call, monkeypatch):
    class Stopped(io.StringIO):
        def read(self, *_):
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Stopped())
    code, document, err = call("check", "--facts", "-")
    assert (code, document["exit_code"]) == (130, 130)
    assert err.count("\n") == 1


def test_a_defect_of_its_own(call, monkeypatch):
    def broken(_arguments, _command):
        raise ZeroDivisionError("\x1b[31mof some kind")

    monkeypatch.setattr(cli, "_call", broken)
    code, document, err = call("check")
    assert (code, document["exit_code"]) == (3, 3)
    assert "ZeroDivisionError" in err
    assert "\x1b" not in err


def test_the_rules(call):
    code, document, _ = call("rules")
    assert (code, document["ok"]) == (0, True)
    identifiers = [rule["id"] for rule in document["rules"]]
    assert "torch.gpu_kernels" in identifiers
    _, one, _ = call("rules", "torch.gpu_kernels")
    assert [rule["id"] for rule in one["rules"]] == ["torch.gpu_kernels"]


def test_documents_are_ascii_on_one_line(capsys, saved):
    main(["check", "--facts", saved(SICK), "--lang", "zh", "--json"])
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.count("\n") == 1


@pytest.mark.parametrize("rule", sorted(rule.id for rule in rules()))
def test_every_rules_finding_has_the_layout(call, saved, rule):
    with open(os.path.join(CASES, "rules", f"{rule}.json"), encoding="utf-8") as file:
        case = json.load(file)
    _, document, _ = call("check", "--facts", saved(case["bad"]))
    assert rule in {finding["id"] for finding in document["findings"]}


def test_two_reports_compared(call, saved, tmp_path):
    first = saved({})
    second = str(tmp_path / "second.json")
    os.replace(first, second)
    first = saved(SICK)
    code, document, err = call("diff", first, second)
    assert (code, document["ok"], err) == (1, False, "")
    assert [d["fact"] for d in document["differences"] if d["matters"]] == ["numpy.version"]
    assert document["only_first"] == ["libraries.numpy_for_torch"]
    code, document, _ = call("diff", first, first)
    assert (code, document["ok"], document["differences"]) == (0, True, [])


def test_facts_of_the_recorded_machine_have_the_layout():
    assert healthy()["platform"]["state"] == "read"


def test_an_output_that_cannot_show_chinese_gets_english(tmp_path):
    environ = {
        **os.environ,
        "LC_ALL": "zh_CN.UTF-8",
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "envdoctor", "rules"], env=environ, capture_output=True, check=True
    )
    assert b"Python is 3.7 or newer" in done.stdout
    asked = subprocess.run(
        [sys.executable, "-m", "envdoctor", "rules", "--lang", "zh"],
        env=environ,
        capture_output=True,
        check=True,
    )
    assert b"Python is 3.7 or newer" not in asked.stdout
