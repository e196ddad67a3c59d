"""`envdoctor matrix` as a caller meets it: exit codes, documents, wrong words."""

import pytest

from envdoctor.cli.main import main
from tests.support.schemas import validated

ADA = ("--gpu", "RTX 4090", "--driver", "535.104.05", "--platform", "linux_x86_64")


@pytest.fixture
def call(capsys):
    """Calls it; gives the exit code, the validated document and standard error."""

    def run(*arguments):
        code = main(["matrix", *arguments, "--json"])
        out, err = capsys.readouterr()
        return code, validated(out), err

    return run


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_machine_on_which_something_works(call, language):
    code, document, err = call(*ADA, "--python", "3.10", "--lang", language)
    assert (code, document["ok"], err) == (0, True, "")
    assert document["choice"] == "2.1.2 (cu121)"
    (chosen,) = [row for row in document["rows"] if row["is_chosen"]]
    assert chosen["best"]["mmcv"] == chosen["wheels"][-1]["mmcv"]
    assert chosen["wheels"][-1]["state"] == "observed"


def test_every_no_has_its_sentence_and_source(call):
    code, document, _ = call(*ADA, "--python", "3.12", "--all")
    assert (code, document["ok"], document["choice"]) == (1, False, "")
    for row in document["rows"]:
        reasons = [*row["why_not"], *(n for c in row["companions"].values() for n in c["why_not"])]
        assert all(document["reasons"][name]["sentence"] for name in reasons)
    rules = [reason for reason in document["reasons"].values() if reason["kind"] == "rule"]
    assert rules
    assert all(reason["source"] for reason in rules)


def test_this_machine(call):
    code, document, err = call()
    assert (code, err) == (0 if document["ok"] else 1, "")
    assert document["facts"]["platform"]["state"] == "read"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--torch", "9.9"), "the tables know no torch 9.9; they know 1.8.0 to "),
        (("--torch", ">=x"), ">=x is no range of versions"),
        (("--torch",), "--torch"),
        (("--cuda", "99"), "--cuda does not know 99"),
        (("--platform", "amiga"), "--platform does not know amiga"),
        (("--gpu", "RTX 4090"), "--platform"),
        (("--gpu", "Voodoo 3", "--platform", "linux_x86_64"), "Voodoo 3"),
        (("--driver", "new", "--platform", "linux_x86_64"), "new is no NVIDIA driver"),
        (("--facts", "no-such-file"), "no-such-file"),
        (("--facts", "x", "--gpu", "RTX 4090"), "exclude each other"),
        (("--python", "3"), "--python 3"),
        (("--cpu", "--cuda", "11.8"), "exclude each other"),
        (("--with", "mmsegmentation"), "--with does not know mmsegmentation"),
    ],
)
def test_wrong_words(call, words, said):
    code, document, err = call(*words)
    assert (code, document["exit_code"]) == (2, 2)
    assert said in document["error"]
    assert err.startswith("envdoctor: ")
    assert err.count("\n") == 1


def test_the_wishes_of_install_hold_here_too(call):
    _, plain, _ = call(*ADA, "--python", "3.10", "--torch", "2.4")
    _, compiled, _ = call(*ADA, "--python", "3.10", "--torch", "2.4", "--allow-compile")
    assert {row["verdict"] for row in plain["rows"]} == {"nearly"}
    assert {row["verdict"] for row in compiled["rows"]} == {"works"}
    assert {row["best"]["mmcv_from"] for row in compiled["rows"]} == {"source"}


def test_a_package_that_is_asked_for_is_in_every_set(call):
    _, document, _ = call("--platform", "linux_x86_64", "--python", "3.10", "--with", "mmpose")
    for row in document["rows"]:
        assert bool(row["companions"]["mmpose"]["version"]) or (
            row["change"]["name"] == "request.mmpose"
        )
