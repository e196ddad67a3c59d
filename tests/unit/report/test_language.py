"""Which language a reader gets."""

import pytest

from envdoctor.report.language import Language, chosen


@pytest.mark.parametrize(
    ("option", "environ", "language"),
    [
        (None, {}, "en"),
        ("zh", {"LANG": "en_US.UTF-8", "ENVDOCTOR_LANG": "en"}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"ENVDOCTOR_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        (None, {"ENVDOCTOR_LANG": "klingon", "LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_TW"}, "zh"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh"),
        (None, {"LANGUAGE": "zh_CN:en", "LANG": "en_US.UTF-8"}, "zh"),
    ],
)
def test_the_more_deliberate_wish_wins(option, environ, language):
    assert chosen(option, environ) == language


def test_parameters_are_filled_in():
    text = Language("en").text
    assert text("{package} is {version}", {"package": "torch", "version": "{x}"}) == "torch is {x}"
    assert text("left {alone} without parameters") == "left {alone} without parameters"
    assert text("") == ""


def test_what_the_catalogue_lacks_stays_english():
    assert Language("zh").text("no such sentence, {name}", {"name": "x"}) == "no such sentence, x"


def test_chinese_is_chinese():
    assert Language("zh").text("PyTorch") != ""
    assert not Language("zh").text("interrupted").isascii()
