"""`install --dry-run` on the command line: one valid document and one exit code on every path."""

import json

import pytest

from envdoctor.cli.main import main
from envdoctor.model.encode import encode
from envdoctor.model.facts import SCHEMA
from tests.support.machines import machine
from tests.support.schemas import validated

LAPTOP = ("--gpu", "RTX 4090", "--driver", "535.104", "--platform", "win_amd64")


@pytest.fixture
def call(capsys):
    """Calls the command line offline; gives the exit code, the validated document and stderr."""

    def run(*arguments, dry=True):
        words = ["install", *(["--dry-run"] if dry else []), *arguments, "--offline", "--json"]
        code = main(words)
        out, err = capsys.readouterr()
        return code, validated(out), err

    return run


@pytest.fixture
def saved(tmp_path):
    def save(overlay):
        file = tmp_path / "facts.json"
        file.write_text(json.dumps({"schema": SCHEMA, **encode(machine(overlay))}))
        return str(file)

    return save


def test_a_plan_for_a_machine_in_words(call):
    code, document, err = call(*LAPTOP, "--python", "3.10", "--with", "mmdet,mmpose")
    assert (code, document["ok"], err) == (0, True, "")
    plan = document["plan"]
    assert plan["pins"]["torch"] == "2.1.2+cu121"
    assert plan["pins"]["mmdet"]
    assert plan["pins"]["mmpose"]
    assert plan["python"] == "3.10"
    assert {step["stage"] for step in plan["steps"]} == {"conda", "torch", "mim"}
    assert document["facts"]["platform"]["value"]["system"] == "windows"
    assert document["request"]["packages"] == ["mmdet", "mmpose"]
    assert document["conflict"] == document["nearest"] == []
    assert [remark["name"] for remark in document["remarks"]] == ["index.offline"]


def test_no_solution(call):
    code, document, err = call("--gpu", "12.0", "--driver", "580", "--platform", "linux_x86_64")
    assert (code, document["ok"], document["plan"], err) == (1, False, None, "")
    names = {member["name"] for member in document["conflict"]}
    assert {"gpu.sm_120", "wheel.torch"} <= names
    counts = [near["count"] for near in document["nearest"]]
    assert counts == sorted(counts)
    assert ["--no-ops"] in [
        change["options"] for n in document["nearest"] for change in n["changes"]
    ]


def test_the_options_that_a_near_set_names_lead_to_it(call):
    described = ("--gpu", "12.0", "--driver", "580", "--platform", "linux_x86_64")
    _code, document, _err = call(*described)
    for near in document["nearest"]:
        words = [word for change in near["changes"] for word in change["options"]]
        code, answer, _err = call(*described, *words)
        assert code == 0
        assert answer["plan"]["pins"] == near["pins"]


def test_a_compile_says_what_it_needs_and_costs(call):
    code, document, _err = call(
        "--gpu", "12.0", "--driver", "580", "--platform", "linux_x86_64", "--allow-compile"
    )
    assert code == 0
    (build,) = document["plan"]["source_builds"]
    assert build["compiles"]
    assert {need["name"] for need in build["preconditions"]} >= {"toolkit", "compiler", "memory"}
    assert build["variables"]["TORCH_CUDA_ARCH_LIST"] == "12.0"


def test_saved_facts_and_what_was_printed_are_planned_alike(call, saved, tmp_path):
    code, document, _err = call("--facts", saved({}))
    assert (code, document["plan"]["environment"]) == (0, "{prefix}")
    report = tmp_path / "report.json"
    report.write_text(json.dumps(document))
    assert call("--facts", str(report))[1] == document


def test_mending(call, saved):
    code, document, _err = call("--facts", saved({"numpy": {"version": "2.1.0"}}), "--fix")
    assert code == 0
    assert ["numpy", "2.1.0"] in document["request"]["kept"]
    assert any("numpy<2" in step["argv"] for step in document["plan"]["steps"])


def test_the_language_changes_sentences_alone(call):
    english = call(*LAPTOP, "--lang", "en")[1]
    chinese = call(*LAPTOP, "--lang", "zh")[1]
    for one, other in zip(english["plan"]["steps"], chinese["plan"]["steps"]):
        assert one["argv"] == other["argv"]
        assert one["why"] != other["why"]
    assert english["plan"]["pins"] == chinese["plan"]["pins"]


def test_without_dry_run_nothing_is_done(call):
    code, document, err = call(*LAPTOP, dry=False)
    assert (code, document["exit_code"]) == (2, 2)
    assert "--dry-run" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--gpu", "RTX 40900", "--platform", "linux_x86_64"], "NVIDIA GeForce RTX 4090"),
        (["--gpu", "", "--platform", "linux_x86_64"], "--gpu"),
        (["--gpu", "RTX 4090"], "--platform"),
        (["--driver", "12.4", "--platform", "linux_x86_64"], "535.104.05"),
        (["--platform", "windows"], "win_amd64"),
        (["--platform", ""], "--platform"),
        (["--cuda", "99"], "12.1"),
        (["--cuda", "12"], "12.4"),
        (["--cpu", "--cuda", "11.8"], "--cuda 11.8"),
        (["--need-ops", "--no-ops"], "--no-ops"),
        (["--with", "mmseg"], "mmpose"),
        (["--mmaction2", "9.9"], "1.2.0"),
        (["--mode", "wheel"], "--mode"),
        (["--allow-index", "nobody"], "onedl-mmcv"),
        (["--python", "3"], "3.10"),
        (["--python", "no-such-python"], "no-such-python"),
        (["--python", ""], "--python"),
        (["--env", "/no/such/folder"], "/no/such/folder"),
        (["--env", ".", "--python", "3.8"], "--env"),
        (["--facts", "no-such-file.json"], "no-such-file.json"),
        (["--facts", "f.json", "--gpu", "T4"], "--facts"),
        (["--fix", "--platform", "linux_x86_64"], "--fix"),
        (["--no-such-option"], "--no-such-option"),
        (["mmaction2"], "mmaction2"),
    ],
)
def test_a_wrong_call(call, arguments, words):
    code, document, err = call(*arguments)
    assert (code, document["ok"], document["exit_code"]) == (2, False, 2)
    assert document["schema"] == "envdoctor/error/1"
    assert words in document["error"]
    assert err.count("\n") == 1


def test_a_python_that_mmaction2_never_ran_on_has_no_set(call):
    code, document, _err = call("--python", "2.7", "--platform", "linux_x86_64")
    assert code == 1
    assert {"minimum.python", "request.python"} == {m["name"] for m in document["conflict"]}


def test_facts_that_do_not_tell_the_system_are_no_verdict(call, saved):
    lost = {"platform": {"state": "unknown", "source": "uname", "reason": "no answer"}}
    code, document, _err = call("--facts", saved(lost))
    assert (code, document["exit_code"]) == (3, 3)


def test_for_people(capsys):
    assert main(["install", "--dry-run", "--offline", *LAPTOP, "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert out.count("\n   > ") == 6  # as Windows prompts
    assert out.endswith("Steps: 6.\n")
    assert err == ""
