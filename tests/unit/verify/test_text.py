"""The proof as people read it."""

from envdoctor.model.private import NOTHING_PRIVATE
from envdoctor.model.stage import Score, StageResult, Top5, VerifyReport
from envdoctor.report.check_text import Style
from envdoctor.report.language import Language
from envdoctor.report.verify_json import verify_document
from envdoctor.report.verify_text import VerifyText


def passed(name, measured="seen"):
    return StageResult(name, True, False, "", 0.25, measured, "expected", "0")


def skipped(name, reason="{name} is not installed"):
    return StageResult(name, False, True, reason, 0.0, "", "", "", "not_installed", {"name": "av"})


def failed(name):
    return StageResult(
        name, False, False, "failed: {error}", 1.0, "3", "0", "0.5", "error", {"error": "\033[2J"}
    )


def report(*stages, **keywords):
    best = (Top5("cpu", (Score("arm wrestling", 0.75), Score("squat", 0.01))),)
    ok = not any(stage.failed for stage in stages)
    filled = {
        "own_video": False,
        "fixes": (),
        "python": "python",
        "private": NOTHING_PRIVATE,
        **keywords,
    }
    return VerifyReport(ok, stages, best, **filled)


def lines(found, verbosity=0, colour=False):
    text = VerifyText(Language("en"), Style(colour, 80, verbosity))
    out = [line for stage in found.stages for line in text.stage(stage)]
    return [*out, *text.end(found)]


def test_one_line_a_stage_then_labels_then_verdict():
    text = lines(report(passed("decode.av"), passed("golden.cpu")))
    assert text[0].split() == ["decode.av", "ok", "0.250", "s", "seen"]
    assert "  arm wrestling  0.7500  ##################" in text
    assert text[-1] == "Proven: video recognition works here (cpu)."


def test_skipped_stages_with_one_reason_share_a_line():
    text = lines(report(skipped("a.cuda"), skipped("b.cuda"), passed("c")))
    assert text[0].split() == ["a.cuda,", "b.cuda", "skipped", "av", "is", "not", "installed"]
    assert text[1].split()[0] == "c"


def test_skipped_stages_at_the_end_are_not_lost():
    text = "\n".join(lines(report(passed("c"), skipped("a.cuda"))))
    assert "a.cuda" in text


def test_a_failure_says_why_and_what_was_expected_without_escape_sequences():
    text = "\n".join(lines(report(failed("forward.cpu"))))
    assert "FAILED" in text
    assert "expected 0, within 0.5" in text
    assert "Not proven. Failed stages: 1 (forward.cpu)." in text
    assert "\033" not in text


def test_expectations_of_what_passed_are_shown_on_request():
    assert "within" not in "\n".join(lines(report(passed("c"))))
    assert "expected expected, within 0" in "\n".join(lines(report(passed("c")), verbosity=1))


def test_quiet_is_the_verdict_alone():
    assert lines(report(passed("c"), skipped("d")), verbosity=-1) == [
        "Proven: video recognition works here (cpu)."
    ]


def test_ones_own_clip_is_recognised_not_proven():
    assert lines(report(passed("c"), own_video=True))[-1].startswith("Recognised on cpu")


def test_the_document_has_sentences_filled_and_ids_beside_them():
    stage = verify_document(report(skipped("decode.av")), Language("en"))["stages"][0]
    assert stage["reason"] == "av is not installed"
    assert stage["reason_id"] == "not_installed"
    assert stage["params"] == {"name": "av"}
