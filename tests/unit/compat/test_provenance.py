"""Every row says where it comes from and when that was looked at."""

import datetime
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "compat_tables" / "compiled"
FILES = sorted(path.stem for path in FOLDER.glob("*.json"))
HEAD = {"title", "as_of", "sources"}
WITHOUT = {
    "known_errors": {"gate", "module", "standard"},
    "mmcv_wheels": {"releases", "never_listed", "torch_python"},
}
"""Blocks that only name things, or repeat what another table proves."""


def load(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def rows(name):
    """(block, row) of every row of a table."""
    for block, content in load(name).items():
        if block in HEAD or block in WITHOUT.get(name, ()):
            continue
        if isinstance(content, list):
            for row in content:
                yield block, row
        elif "source" in content:
            yield block, content
        else:
            for row in content.values():
                yield block, row


@pytest.mark.parametrize("name", FILES)
def test_every_row_reaches_a_source_and_a_date(name):
    document = load(name)
    found = list(rows(name))
    assert found
    for block, row in found:
        assert row["source"], (block, row)
        for source in row["source"]:
            assert source in document["sources"], (block, row)
        date = datetime.date.fromisoformat(row.get("as_of", document["as_of"]))
        assert datetime.date(2020, 1, 1) < date


@pytest.mark.parametrize("name", FILES)
def test_every_source_can_be_looked_up(name):
    for source in load(name)["sources"].values():
        assert source["title"]
        assert set(source) <= {"title", "where", "url"}
        assert source.get("url", "https://").startswith("https://")


@pytest.mark.parametrize("name", [name for name in FILES if name != "torch_arch"])
def test_no_source_is_left_unused(name):
    used = {source for _, row in rows(name) for source in row["source"]}
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    if name == "torch":
        used |= {source for _, row in rows("torch_arch") for source in row["source"]}
        used |= {"A1", "S8"}
    unused = {source for source in load(name)["sources"] if source not in used}
    assert {source for source in unused if f'["{source}"' not in text} <= {"A1"}


@pytest.mark.parametrize("name", FILES)
def test_certainties_are_words_of_the_field(name):
    words = {"high", "medium", "low", "unknown", "conflict"}
    for block, row in rows(name):
        if "certainty" in row:
            assert row["certainty"] in words, (block, row)


@pytest.mark.parametrize("name", FILES)
def test_nothing_points_at_a_private_place(name):
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    for word in ("/home/", "/root/", "index id", "TODO"):
        assert word not in text


@pytest.mark.parametrize("path", sorted(FOLDER.parent.glob("*.toml")), ids=lambda path: path.stem)
def test_the_toml_says_what_it_is_and_how_to_read_it(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert max(len(line) for line in text.splitlines() if line.startswith("#")) <= 120
