"""A project's own words on its environment, and what it may not say."""

import pytest

from envdoctor.facts.project import read_project
from envdoctor.facts.root import Root
from envdoctor.model.problem import WrongInput
from envdoctor.model.project import Ignore


def _said(folder, text, name="envdoctor.toml", where=""):
    (folder / name).write_text(text, encoding="utf-8")
    return read_project(Root(), str(folder / where) if where else str(folder))


def test_its_own_file_and_the_shared_one_say_the_same(tmp_path):
    own = _said(tmp_path, 'require = ["mmaction2>=1.2"]\nexpect-gpu = "required"\n')
    (tmp_path / "envdoctor.toml").unlink()
    shared = _said(
        tmp_path,
        '[tool.envdoctor]\nrequire = ["mmaction2>=1.2"]\nexpect-gpu = "required"\n',
        "pyproject.toml",
    )
    assert own.require == shared.require == ("mmaction2>=1.2",)
    assert own.expect_gpu == shared.expect_gpu == "required"


def test_a_folder_below_the_project_hears_it_and_a_repository_s_edge_ends_the_search(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert _said(tmp_path, 'expect-gpu = "none"\n', where="a/b").expect_gpu == "none"
    (tmp_path / "a" / ".git").mkdir()
    assert read_project(Root(), str(tmp_path / "a" / "b")) is None


def test_a_pyproject_that_says_nothing_of_it_is_nothing(tmp_path):
    (tmp_path / ".git").mkdir()
    assert _said(tmp_path, "[tool.ruff]\n", "pyproject.toml") is None


def test_an_entry_of_ignore_has_a_reason_and_perhaps_a_last_day(tmp_path):
    found = _said(
        tmp_path,
        '[[ignore]]\nrule = "libraries"\nreason = "shared image"\nuntil = 2027-01-31\n'
        '[[ignore]]\nrule = "mmcv.range"\nreason = "patched"\n',
    )
    assert found.ignores == (
        Ignore("libraries", "shared image", "2027-01-31"),
        Ignore("mmcv.range", "patched", None),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("require = 3\n", "takes a list"),
        ('require = ["!"]\n', "is not a valid requirement"),
        ('expect-gpu = "maybe"\n', "required, optional or none"),
        ('index-url = "http://e.vil"\n', "unknown key index-url"),
        ('[[ignore]]\nrule = "x"\n', "must name its rule and a reason"),
        ('[[ignore]]\nrule = "x"\nreason = "y"\nuntil = "soon"\n', "takes a date"),
        ("require = [\n", "is not TOML"),
    ],
)
def test_what_is_said_wrongly_is_refused_in_one_sentence_with_the_file(tmp_path, text, says):
    with pytest.raises(WrongInput, match=says) as refused:
        _said(tmp_path, text)
    assert str(tmp_path / "envdoctor.toml") in str(refused.value)
