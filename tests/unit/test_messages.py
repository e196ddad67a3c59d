"""The Chinese catalogue is whole, and says of commands and values exactly what English says."""

import re
import string
from collections import Counter

import pytest

from envdoctor.report.language import Language
from tools import messages

SENTENCES = messages.sentences()
CATALOGUE = messages.load()

SAME_IN_CHINESE = {
    "Python {python} ({source})",
    "{package} {version}: {what}; {remedy}",
    "%(heading)s:",
    "CUDA",
    "GPU",
    "MMAction2",
    "PyTorch",
    "Python",
    "mmdet, mmpose",
    "mmengine, mmcv",
}
"""Names only: sentences whose Chinese has no Chinese character."""

CHINESE = re.compile("[\u4e00-\u9fff]")
PERCENT = re.compile(r"%(?:\(\w+\))?[sr]")
BACKQUOTED = re.compile("`[^`' ]+'|`[^`]*`")  # `GLIBC_2.28' of the loader's messages, and `code`
QUOTED = re.compile('"([^"]*)"')
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
HEADINGS = {"How it is known:": "依据：", "Bad:": "错误示例：", "Good:": "正常示例："}
"""What the paragraphs of every rule's page begin with: one word for each."""

BADLY_SET = re.compile(
    "[\u4e00-\u9fff][A-Za-z0-9`{(,;:?!]|[A-Za-z0-9`}),;:?!][\u4e00-\u9fff]|^ | $| [，。、；：（）]|[，。、；：（）] "
)
"""No blank between Chinese and Latin letters, a half-width mark beside a Chinese character, ..."""
FULL_STOP = re.compile(r"(?<!\.)\.$")
ADDRESS = re.compile(r"https?://[!-~]+")


def test_nothing_is_missing_obsolete_or_not_compiled(capsys):
    assert messages.main(["--check"]) == 0, capsys.readouterr().out


def test_writing_the_catalogue_again_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "zh" / "again.po")
    monkeypatch.setattr(messages, "COMPILED", tmp_path / "zh" / "again.mo")
    messages.save(messages.updated(CATALOGUE))
    first = messages.CATALOGUE.read_bytes(), messages.COMPILED.read_bytes()
    messages.save(messages.updated(messages.load()))
    assert (messages.CATALOGUE.read_bytes(), messages.COMPILED.read_bytes()) == first


def test_the_header_says_nothing_that_is_not_so():
    header = messages.CATALOGUE.read_text(encoding="utf-8").split("\n\n")[0]
    for filler in ("EMAIL@ADDRESS", "FULL NAME", "LL@li.org", "VERSION", "YEAR", "fuzzy"):
        assert filler not in header


def test_a_new_sentence_is_missed_and_a_removed_one_is_not_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "zh.po")
    monkeypatch.setattr(messages, "COMPILED", tmp_path / "zh.mo")
    monkeypatch.setattr(messages, "sentences", lambda: {"old": ["a.py"]})
    assert messages.main([]) == 0
    monkeypatch.setattr(messages, "sentences", lambda: {"new": ["a.py"]})
    assert messages.main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "no Chinese for: new" in said
    assert "no longer said: old" in said
    assert messages.main([]) == 0
    assert "old" not in messages.load()


@pytest.mark.parametrize("sentence", sorted(SENTENCES))
def test_chinese_of(sentence):
    message = CATALOGUE.get(sentence)
    chinese = message.string if message else ""
    assert chinese, "run python tools/messages.py, and translate"
    if sentence not in SAME_IN_CHINESE:
        assert CHINESE.search(chinese), chinese
    assert fields(chinese) == fields(sentence)
    assert PERCENT.findall(chinese) == PERCENT.findall(sentence)
    for exact in (BACKQUOTED, QUOTED, OPTION, ADDRESS):
        assert Counter(exact.findall(chinese)) == Counter(exact.findall(sentence)), chinese
    assert bool(FULL_STOP.search(sentence)) == chinese.endswith("。"), (
        "a full stop in one language only"
    )
    assert not BADLY_SET.findall(chinese), chinese
    for english_heading, heading in HEADINGS.items():
        assert sentence.count(english_heading) == chinese.count(heading), chinese


def fields(text):
    """The `{names}` that are filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_gettext_reads_what_is_shipped():
    chinese = Language("zh")
    for sentence in SENTENCES:
        assert chinese.text(sentence) == CATALOGUE.get(sentence).string
