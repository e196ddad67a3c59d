"""Every id that the target can send has a sentence, and every sentence an id that is sent."""

import glob
import os
import re
import string

from envdoctor.verify import reasons, run

HERE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


def sources(*patterns):
    for pattern in patterns:
        for path in glob.glob(os.path.join(HERE, "envdoctor", *pattern.split("/"))):
            with open(path, encoding="utf-8") as file:
                yield file.read()


def test_no_sentence_is_unused():
    text = "".join(sources("target/*.py", "verify/run.py"))
    assert [name for name in reasons.REASONS if f'"{name}"' not in text] == []


def test_no_reason_lacks_a_sentence():
    for text in sources("target/*.py"):
        for name in re.findall(r'(?:Fail|Skip)\(\s*"([a-z0-9_]+)"', text):
            assert name in reasons.REASONS


def test_an_unknown_id_stands_for_itself():
    assert reasons.sentence("new_{thing}").format() == "new_{thing}"


def test_sentences_can_be_filled():
    allowed = {"name", "error", "stage", "how", "seconds", "megabytes", "python"}
    for template in reasons.REASONS.values():
        assert {field for _, field, _, _ in string.Formatter().parse(template) if field} <= allowed


def test_the_stage_of_an_end_event():
    result = run._stage(
        {
            "stage": "decode.av",
            "status": "failed",
            "reason": "cannot_decode",
            "params": {"error": "x"},
        }
    )
    assert result.failed
    assert result.reason.format(**result.params) == "cannot read the clip: x"
    assert result.wall_seconds is None
