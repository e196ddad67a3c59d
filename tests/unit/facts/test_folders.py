"""Paths and listings."""

import os

import pytest

from envdoctor.facts.folders import Folders, base, entries, is_absolute, join, parent, slashes, tidy
from envdoctor.facts.root import Root
from tests.support.roots import make_root, posix_only


def test_parts_of_paths():
    assert (parent("/a/b"), parent("/a"), parent("/"), parent("/a/b/")) == ("/a", "/", "/", "/a")
    assert (base("/a/b"), base("/a/b/"), base("b")) == ("b", "b", "b")
    assert (join("/a", "b"), join("/", "b"), join("/a", "/b"), join("/a", "C:\\b")) == (
        "/a/b",
        "/b",
        "/b",
        "C:/b",
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/./b/../c/", "/a/c"),
        ("/a//b", "/a/b"),
        ("/..", "/"),
        ("/", "/"),
        ("C:\\Users\\u\\env", "C:/Users/u/env"),
        ("\\\\server\\share", "/server/share"),
        ("/a\\b", "/a\\b"),
    ],
)
def test_tidy(path, expected):
    assert tidy(path) == expected


def test_windows_paths_are_absolute():
    assert is_absolute("C:\\x")
    assert is_absolute("C:/x")
    assert is_absolute("/x")
    assert not is_absolute("x")
    assert slashes("a\\b") == "a\\b"


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("/a:/b/", ["/a", "/b"]),
        (":relative:/a", ["/a"]),
        ("C:\\a;D:\\b", ["C:/a", "D:/b"]),
        ("C:\\a", ["C:/a"]),
        ("", []),
    ],
)
def test_entries_of_path_variables(variable, expected):
    assert entries(variable) == expected


@posix_only
def test_listings_are_read_once(tmp_path):
    folders = Folders(make_root(tmp_path, {"/a/x": ""}))
    assert folders.names("/a") == {"x"}
    (tmp_path / "a" / "y").touch()
    assert folders.names("/a") == {"x"}


@posix_only
def test_what_is_no_folder_has_no_names(tmp_path):
    folders = Folders(make_root(tmp_path, {"/a/x": "", "/empty/": ""}))
    assert folders.names("/a/x") == folders.names("/gone") == folders.names("/empty") == frozenset()
    assert not folders.is_folder("/a/x")
    assert not folders.is_folder("/gone")
    assert folders.is_folder("/empty")
    assert folders.failure("/gone") == ""


@posix_only
def test_a_dangling_link_is_there(tmp_path):
    assert Folders(make_root(tmp_path, {}, {"/a/python": "/gone"})).has("/a/python")


def test_a_folder_that_cannot_be_listed_says_why():
    class Locked(Root):
        def list(self, path):
            raise PermissionError(13, os.strerror(13), path)

    folders = Folders(Locked())
    assert not folders.is_folder("/a")
    assert "ermission denied" in folders.failure("/a")
