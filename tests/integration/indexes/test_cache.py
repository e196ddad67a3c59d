"""The cache spares the index, follows it, and is never missed."""

import json
import os
import sys

import pytest

from envdoctor.facts.indexes import cache as caching
from envdoctor.facts.indexes.available import available
from envdoctor.facts.indexes.cache import Cache
from envdoctor.model.listing import ANSWERED, MISSING, THERE
from tests.support.index_server import Answer, Index, make_wheel, tagged

PATH = "/simple/mmcv/"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def has(server, folder):
    listing = available(["mmcv"], indexes=[f"{server.url}/simple"], cache=Cache(str(folder)))
    assert listing.sources[0].state == ANSWERED
    return listing.has("mmcv", "2.1.0")


@pytest.fixture
def index(server, wheels):
    make_wheel(wheels, "mmcv", "2.1.0")
    return Index(server, wheels, speaks_json=True)


def test_an_answer_that_the_index_calls_fresh_is_not_asked_for_again(index, server, folder):
    index.headers["Cache_Control"] = "max-age=300"
    assert [has(server, folder) for _ in range(3)] == [THERE] * 3
    assert server.asked(PATH) == 1
    listing = available(["mmcv"], indexes=[index.url], cache=Cache(str(folder)))
    assert 0 < listing.sources[0].age_seconds < 60


@pytest.mark.parametrize("header", ["no-store", "no-cache, max-age=300", "max-age=0", "max-age=x"])
def test_an_answer_that_the_index_does_not_is(header, index, server, folder):
    index.headers["Cache_Control"] = header
    assert [has(server, folder) for _ in range(2)] == [THERE] * 2
    assert server.asked(PATH) == 2


def test_a_day_of_freshness_is_ten_minutes(index, server, folder, monkeypatch):
    index.headers["Cache_Control"] = "max-age=86400"
    has(server, folder)
    now = caching.time.time()
    monkeypatch.setattr(caching.time, "time", lambda: now + 590)
    has(server, folder)
    assert server.asked(PATH) == 1
    monkeypatch.setattr(caching.time, "time", lambda: now + 610)
    has(server, folder)
    assert server.asked(PATH) == 2


def test_an_answer_from_the_future_is_asked_for_again(index, server, folder, monkeypatch):
    index.headers["Cache_Control"] = "max-age=86400"
    has(server, folder)
    now = caching.time.time()
    monkeypatch.setattr(caching.time, "time", lambda: now - 3600)
    has(server, folder)
    assert server.asked(PATH) == 2


def test_the_index_says_whether_it_still_holds(index, server, folder, wheels):
    server.paths["*"] = tagged(index.answer)
    assert has(server, folder) == THERE
    assert has(server, folder) == THERE
    second = server.seen[1][1]
    assert second["If-None-Match"]
    assert second["If-Modified-Since"]
    os.unlink(str(wheels / os.listdir(str(wheels))[0]))
    make_wheel(wheels, "mmcv", "2.2.0")
    assert has(server, folder) == MISSING
    assert server.asked(PATH) == 3


def test_no_error_is_kept(index, server, folder):
    server.paths[PATH] = Answer(status=404, Cache_Control="max-age=300", ETag='"1"')
    assert has(server, folder) == MISSING
    del server.paths[PATH]
    assert has(server, folder) == THERE


DAMAGES = {
    "empty": lambda _text: "",
    "half": lambda text: text[: len(text) // 2],
    "no JSON": lambda _text: "\x00\xff",
    "deep": lambda _text: "[" * 100_000,
    "a list": lambda _text: "[]",
    "another format": lambda text: text.replace('"format":1', '"format":99'),
    "another address": lambda text: text.replace("/simple/", "/other/"),
    "rows of rubbish": lambda text: json.dumps({**json.loads(text), "rows": [[1, 2, 3]]}),
    "rows of numbers": lambda text: json.dumps({**json.loads(text), "rows": [[1, 2, 3, 4, 5, 6]]}),
    "a header of two lines": lambda text: json.dumps(
        {**json.loads(text), "etag": "a\r\nHost: evil", "fresh_seconds": 0}
    ),
    "no time": lambda text: json.dumps({**json.loads(text), "stored": None}),
}


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_a_damaged_cache_is_none(damage, index, server, folder):
    index.headers["Cache_Control"] = "max-age=300"
    has(server, folder)
    (path,) = folder.iterdir()
    path.write_text(DAMAGES[damage](path.read_text()), encoding="utf-8")
    assert has(server, folder) == THERE
    assert server.asked(PATH) == 2
    assert has(server, folder) == THERE
    assert server.asked(PATH) == 2, "the damaged one was written anew"


def test_a_folder_where_a_file_should_be(index, server, folder):
    index.headers["Cache_Control"] = "max-age=300"
    has(server, folder)
    (path,) = folder.iterdir()
    path.unlink()
    path.mkdir()
    assert has(server, folder) == THERE
    assert [name.name for name in folder.iterdir()] == [path.name]


@pytest.mark.parametrize("state", ["a file", "below a file", "read-only"])
def test_a_folder_that_cannot_be_written(state, index, server, folder, monkeypatch):
    index.headers["Cache_Control"] = "max-age=300"
    if state == "read-only":
        folder.mkdir(mode=0o500)
        if os.geteuid() == 0:
            # root may write anywhere: what it would hear on a read-only file system.
            def refuse(*_arguments, **_named):
                raise OSError(30, "Read-only file system")

            monkeypatch.setattr("tempfile.mkstemp", refuse)
    else:
        folder.write_text("not a folder")
    place = folder / "below" if state == "below a file" else folder
    assert [has(server, place) for _ in range(2)] == [THERE] * 2
    assert server.asked(PATH) == 2
    folder.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="modes of Unix")
def test_the_folder_is_the_user_s_alone(index, server, folder):
    index.headers["Cache_Control"] = "max-age=300"
    has(server, folder)
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_another_user_s_folder_is_left_alone(index, server, folder, monkeypatch):
    index.headers["Cache_Control"] = "max-age=300"
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    has(server, folder)
    assert not folder.exists()


def test_many_answers_make_room(index, server, folder, monkeypatch):
    index.headers["Cache_Control"] = "max-age=300"
    monkeypatch.setattr(caching, "_MAX_FILES", 4)
    monkeypatch.setattr(caching, "_KEPT_FILES", 2)
    names = [f"p{number}" for number in range(9)]
    for name in names:
        make_wheel(index.folder, name, "1.0")
        available([name], indexes=[index.url], cache=Cache(str(folder)))
    assert len(list(folder.iterdir())) <= 4


def test_where_it_lies_by_default(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert caching.user_cache()._folder == str(tmp_path / "envdoctor" / "indexes")
