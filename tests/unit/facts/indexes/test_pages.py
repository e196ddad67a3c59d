"""What a page lists, beside another reader of the same pages."""

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from envdoctor.facts.indexes import pages
from envdoctor.facts.indexes.filenames import named
from envdoctor.facts.indexes.pages import Row, rows_of
from envdoctor.facts.indexes.trouble import Trouble

mousebender = pytest.importorskip("mousebender.simple")

URL = "https://index.example/simple/torch/"

names = some.from_regex(
    r"[a-z]{1,8}-[0-9]\.[0-9](\+cu1[0-9]{2})?-cp3[0-9]-cp3[0-9]-(win_amd64|linux_x86_64)\.whl",
    fullmatch=True,
)
digests = some.text("0123456789abcdef", min_size=64, max_size=64)
requires = some.sampled_from(["", ">=3.8", ">=3.7,<4", "!=3.9.*"])
yanks = some.sampled_from([None, "", "bad <ops> & more"])
files = some.lists(some.tuples(names, digests, requires, yanks), max_size=8)


def as_html(listed):
    rows = []
    for name, digest, wants, yanked in listed:
        more = f' data-requires-python="{html.escape(wants)}"' if wants else ""
        more += "" if yanked is None else f' data-yanked="{html.escape(yanked)}"'
        link = name.replace("+", "%2B")
        rows.append(f'<a href="../../files/{link}#sha256={digest}"{more}>{name}</a>')
    return "<!DOCTYPE html><html><body>{}</body></html>".format("<br>\n".join(rows))


@given(files)
def test_html_says_what_mousebender_reads(listed):
    text = as_html(listed)
    other = mousebender.parse_project_details(text, "text/html", "torch")["files"]
    found = rows_of(text.encode(), "text/html; charset=utf-8", URL, "index.example")
    assert [row.name for row in found] == [file["filename"] for file in other]
    assert [row.sha256 for row in found] == [file["hashes"]["sha256"] for file in other]
    assert [row.requires_python for row in found] == [
        file.get("requires-python", "") for file in other
    ]
    assert [row.yanked is not None for row in found] == ["yanked" in file for file in other]
    assert all(row.url.startswith("https://index.example/files/") for row in found)


@given(files)
def test_json_and_html_say_the_same(listed):
    document = {
        "meta": {"api-version": "1.4"},
        "files": [
            {
                "filename": name,
                "url": f"/files/{name.replace('+', '%2B')}",
                "hashes": {"sha256": digest},
                "requires-python": wants or None,
                "yanked": False if yanked is None else (yanked or True),
            }
            for name, digest, wants, yanked in listed
        ],
    }
    body = json.dumps(document).encode()
    from_json = rows_of(body, "application/vnd.pypi.simple.v1+json; x=y", URL, "h")
    assert from_json == rows_of(as_html(listed).encode(), "text/html", URL, "h")


@pytest.mark.parametrize(
    "file",
    [
        *(None, 3, {}, {"filename": "a-1-py3-none-any.whl"}, {"filename": 3, "url": 4}),
        {"filename": "a-1.exe", "url": "a-1.exe"},
        {"filename": "a" * 2000 + "-1.tar.gz", "url": "x"},
    ],
)
def test_a_file_that_is_none_is_left_out(file):
    document = {
        "meta": {"api-version": "1.0"},
        "files": [file, {"filename": "a-1.zip", "url": "a-1.zip"}],
    }
    found = rows_of(json.dumps(document).encode(), "application/json", URL, "h")
    assert [row.name for row in found] == ["a-1.zip"]


def test_values_of_the_wrong_kind_are_left_out():
    file = {
        "filename": "a-1.zip",
        "url": "http://[",
        "hashes": {"sha256": 3},
        "size": -1,
        "requires-python": 3,
        "yanked": {},
    }
    document = {"meta": {"api-version": "1.0"}, "files": [file]}
    found = rows_of(json.dumps(document).encode(), "application/json", URL, "h")
    assert found == (Row("a-1.zip", "", "", None, "", None),)


@given(
    some.binary(max_size=300),
    some.sampled_from(["text/html", "application/json", "text/html; charset=utf-16", "", "x/y"]),
)
def test_no_bytes_harm(body, content_type):
    try:
        rows_of(body, content_type, URL, "h")
    except Trouble as found:
        assert found.state == "broken"


def test_a_page_without_end_ends(monkeypatch):
    monkeypatch.setattr(pages, "_FED_AT_ONCE", 10)
    with pytest.raises(Trouble):
        rows_of(b"<a href='x'>" * 100, "text/html", URL, "h", deadline=0)


@pytest.mark.parametrize("piece", ["<!--", "<a ", "<a href='", "<![", "</", "<script>", "&", "<a<"])
def test_what_is_left_open_costs_no_square(piece):
    """A quarter of a million of each: with their square this would take hours."""
    body = b"<a href='a-1.zip'>" + piece.encode() * 250_000
    try:
        assert rows_of(body, "text/html", URL, "h")[0].name == "a-1.zip"
    except Trouble as found:
        assert (piece, found.state) == ("<![", "broken")  # some Pythons give such a page up


@pytest.mark.parametrize(
    ("name", "project", "found"),
    [
        (
            "mmcv_full-1.7.0-cp38-cp38-win_amd64.whl",
            "",
            ("mmcv-full", "1.7.0", ("cp38-cp38-win_amd64",)),
        ),
        (
            "torch-2.1.0+cu118-1-cp38-cp38-linux_x86_64.whl",
            "",
            ("torch", "2.1.0+cu118", ("cp38-cp38-linux_x86_64",)),
        ),
        (
            "six-1.16.0-py2.py3-none-any.whl",
            "",
            ("six", "1.16.0", ("py2-none-any", "py3-none-any")),
        ),
        ("mmcv-full-1.7.0.tar.gz", "mmcv-full", ("mmcv-full", "1.7.0", ())),
        ("mmcv-full-1.7.0.tar.gz", "mmcv", None),
        ("mmcv-2.0.0rc4.tar.gz", "mmcv", ("mmcv", "2.0.0rc4", ())),
        ("a-1.0-2.zip", "a", ("a", "1.0.post2", ())),
        ("a.whl", "", None),
        ("a-b-c-d-e-f-g.whl", "", None),
        (".tar.gz", "", None),
    ],
)
def test_what_a_name_says(name, project, found):
    answer = named(name, project)
    if found is None:
        assert answer is None or answer.project != project
    else:
        assert tuple(answer) == found
