import os

import pytest

from envdoctor.facts.libc import ask_glibc, read_libc
from envdoctor.facts.root import Root
from envdoctor.model.machine import Libc
from envdoctor.model.read import Read
from tests.support.roots import forbid, make_root, posix_only

BANNER = b"GNU C Library (Ubuntu GLIBC 2.35-0ubuntu3.8) stable release version 2.35.\nCopyright"


def test_the_librarys_own_answer_comes_first(tmp_path):
    read = read_libc(make_root(tmp_path), "linux", lambda: "glibc 2.28")
    assert read == Read.of(Libc("glibc", "2.28"), "confstr(CS_GNU_LIBC_VERSION)")


def test_an_image_is_not_told_by_the_host(tmp_path):
    root = make_root(tmp_path, {"/lib64/libc.so.6": bytes(100) + BANNER}, running=False)
    read = read_libc(root, "linux", lambda: "glibc 2.39")
    assert read == Read.of(Libc("glibc", "2.35"), "/lib64/libc.so.6")


@posix_only
def test_the_name_of_an_older_glibc_bears_its_version(tmp_path):
    folder = "/lib/x86_64-linux-gnu"
    root = make_root(
        tmp_path,
        {f"{folder}/libc-2.31.so": b"\x7fELF"},
        links={f"{folder}/libc.so.6": "libc-2.31.so"},
        running=False,
    )
    assert read_libc(root, "linux").known() == Libc("glibc", "2.31")


def test_a_libc_without_a_version_is_unreadable(tmp_path):
    root = make_root(tmp_path, {"/lib64/libc.so.6": b"\x7fELF"}, running=False)
    assert read_libc(root, "linux").state == "unreadable"


@pytest.mark.parametrize("path", ["/lib64/libc.so.6", "/lib/ld-musl-aarch64.so.1"])
def test_a_libc_that_may_not_be_read(tmp_path, path):
    root = forbid(make_root(tmp_path, {path: ""}), path)
    assert read_libc(root, "linux", lambda: "") == Read.unreadable(path, "Permission denied")


@pytest.mark.parametrize(
    ("files", "version", "source"),
    [
        (
            {"/lib/apk/db/installed": "C:Q1\nP:busybox\nV:1.36.1-r15\n\nC:Q1\nP:musl\nV:1.2.4_git20230717-r4\n"},
            "1.2.4",
            "/lib/apk/db/installed",
        ),
        ({}, "1.2.5", "/lib/ld-musl-x86_64.so.1"),
    ],
)  # fmt: skip
def test_musl(tmp_path, files, version, source):
    loader = b"\x7fELF\x001.0\x001.x.y\x00musl libc (x86_64)\nVersion %s\n\x001.2.5\x00rest"
    root = make_root(tmp_path, {"/lib/ld-musl-x86_64.so.1": loader, **files})
    assert read_libc(root, "linux", lambda: "") == Read.of(Libc("musl", version), source)


def test_a_musl_that_does_not_tell_its_version(tmp_path):
    root = make_root(tmp_path, {"/lib/ld-musl-x86_64.so.1": b"\x7fELF"})
    assert read_libc(root, "linux", lambda: "").known() == Libc("musl", "")


def test_nothing_is_there(tmp_path):
    assert read_libc(make_root(tmp_path), "linux", lambda: "").is_absent
    assert read_libc(make_root(tmp_path), "windows").is_absent


@pytest.mark.skipif(not ask_glibc(), reason="this Python does not run on glibc")
def test_the_files_of_this_machine_say_what_its_library_says():
    read = read_libc(Root(os.sep), "linux")
    assert f"{read.known().name} {read.known().version}" == ask_glibc()


def test_where_there_is_no_such_call_nothing_is_said(monkeypatch):
    monkeypatch.delattr(os, "confstr", raising=False)
    assert ask_glibc() == ""
