"""What is really there: real servers, real wheels, and a real pip that is asked the same."""

import contextlib
import os
import subprocess
import sys
import time

import pytest

from envdoctor.facts.indexes.address import Address
from envdoctor.facts.indexes.available import available
from envdoctor.facts.indexes.configuration import Configuration, Network, Place
from envdoctor.model.listing import (
    ANSWERED,
    BROKEN,
    FIND_LINKS,
    MISSING,
    OFFLINE,
    REFUSED,
    THERE,
    UNKNOWN,
    UNREACHABLE,
)
from tests.support.index_server import Answer, Index, Server, dripping, make_wheel, running, silent

LINUX = "linux_x86_64"


def asked(projects, cache, *, pages=(), seconds=10, **more):
    return available(projects, pages, None, seconds, cache=cache, **more)


def said(source):
    return source.reason.format(**source.params)


def test_a_file_is_described_whole(index, wheels, no_cache):
    name = make_wheel(wheels, "mmcv", "2.1.0", "cp38-cp38-manylinux1_x86_64", ">=3.7")
    file = asked(["mmcv"], no_cache, indexes=[index.url]).files["mmcv"][0]
    digest, size, _ = index.described(name)
    assert file.name == name
    assert file.tags == ("cp38-cp38-manylinux1_x86_64",)
    assert (file.project, file.version) == ("mmcv", "2.1.0")
    assert file.sha256 == digest
    assert file.size_bytes == (size if index.speaks_json else None)
    assert file.requires_python == ">=3.7"
    assert file.url == index.url.replace("/simple", f"/files/{name}")
    assert not file.yanked


def test_what_vanishes_and_appears_on_the_index_is_followed(index, wheels, no_cache):
    def state():
        listing = asked(["mmcv"], no_cache, indexes=[index.url])
        return [listing.has("mmcv", "2.1.0", python, LINUX) for python in ("cp38", "cp39")]

    assert state() == [MISSING, MISSING]
    first = make_wheel(wheels, "mmcv", "2.1.0", "cp38-cp38-manylinux1_x86_64")
    assert state() == [THERE, MISSING]
    make_wheel(wheels, "mmcv", "2.1.0", "cp39-cp39-manylinux1_x86_64")
    assert state() == [THERE, THERE]
    os.unlink(str(wheels / first))
    assert state() == [MISSING, THERE]


def test_yanked_files_are_no_versions_and_stand_last(index, wheels, no_cache):
    bad = make_wheel(wheels, "mmcv", "2.2.0")
    make_wheel(wheels, "mmcv", "2.1.0")
    index.yanked[bad] = "broken ops"
    listing = asked(["MMCV"], no_cache, indexes=[index.url])
    assert listing.versions("mmcv") == ("2.1.0",)
    assert [file.version for file in listing.found("mmcv")] == ["2.1.0", "2.2.0"]
    assert listing.found("mmcv", "2.2.0")[0].yanked_reason == "broken ops"
    assert listing.has("mmcv", "2.2.0") == THERE


def test_a_source_distribution_is_no_wheel(index, wheels, no_cache):
    (wheels / "mmcv-2.1.0.tar.gz").write_bytes(b"sdist")
    (wheels / "mmcv-full-1.7.0.tar.gz").write_bytes(b"of another project")
    listing = asked(["mmcv"], no_cache, indexes=[index.url])
    assert listing.has_sdist("mmcv", "2.1.0") == THERE
    assert listing.has("mmcv", "2.1.0", "cp38", LINUX) == MISSING
    assert listing.versions("mmcv") == ("2.1.0",)


def test_a_local_version_is_another_version(index, wheels, no_cache):
    make_wheel(wheels, "torch", "2.1.0+cu118", "cp38-cp38-linux_x86_64")
    listing = asked(["torch"], no_cache, indexes=[index.url])
    assert listing.has("torch", "2.1.0+cu118", "cp38", LINUX) == THERE
    assert listing.has("torch", "2.1.0", "cp38", LINUX) == MISSING


def test_requires_python_counts(index, wheels, no_cache):
    make_wheel(wheels, "numpy", "2.0.0", requires_python=">=3.9")
    listing = asked(["numpy"], no_cache, indexes=[index.url])
    assert listing.has("numpy", "2.0.0", "cp38", LINUX) == MISSING
    assert listing.has("numpy", "2.0.0", "cp39", LINUX) == THERE


def test_a_project_that_nobody_asked_for_is_not_known(index, no_cache):
    assert asked(["mmcv"], no_cache, indexes=[index.url]).has("torch") == UNKNOWN


PAGE = """<html><head><base href="{base}"></head><body>
<a href="#top">top</a> <a href="../">..</a> <a href="http://[half">broken</a>
<a href="mmcv-2.1.0-cp38-cp38-manylinux1_x86_64.whl">torch2.1.0/mmcv</a><br>
<A HREF='torch-2.1.0%2Bcu118-cp38-cp38-linux_x86_64.whl'>cu118/torch-2.1.0</A>
</body>"""


def test_a_find_links_page_is_read_as_pip_reads_it(server, no_cache):
    server.paths["/torch2.1.0/index.html"] = Answer(PAGE.format(base="/mirror/mmcv/"))
    url = f"{server.url}/torch2.1.0/index.html"
    listing = asked(["mmcv", "torch"], no_cache, pages=[url])
    assert listing.has("mmcv", "2.1.0", "cp38", LINUX, at=url) == THERE
    assert listing.has("torch", "2.1.0+cu118", "cp38", LINUX) == THERE
    assert listing.found("mmcv")[0].url == (
        f"{server.url}/mirror/mmcv/mmcv-2.1.0-cp38-cp38-manylinux1_x86_64.whl"
    )
    assert listing.sources[0].kind == FIND_LINKS


@pytest.mark.parametrize("form", ["folder", "file url", "page"])
def test_folders_and_files_of_this_machine(form, wheels, no_cache, tmp_path):
    make_wheel(wheels, "torch", "2.1.0+cpu", "cp38-cp38-linux_x86_64")
    place = {"folder": str(wheels), "file url": wheels.as_uri()}.get(form)
    if form == "page":
        page = tmp_path / "links.html"
        page.write_text(PAGE.format(base="wheels/").replace("cu118", "cpu"))
        place = str(page)
    listing = asked(["torch"], no_cache, pages=[place])
    assert listing.sources[0].state == ANSWERED
    assert listing.has("torch", "2.1.0+cpu", "cp38", LINUX) == THERE
    assert listing.found("torch")[0].url.endswith(
        "/wheels/torch-2.1.0%2Bcpu-cp38-cp38-linux_x86_64.whl"
    )


def test_an_index_in_a_folder(tmp_path, no_cache):
    (tmp_path / "simple" / "mmcv").mkdir(parents=True)
    (tmp_path / "simple" / "mmcv" / "index.html").write_text('<a href="mmcv-2.1.0.tar.gz">x</a>')
    url = (tmp_path / "simple").as_uri()
    listing = asked(["mmcv", "mmdet"], no_cache, indexes=[url])
    assert listing.has_sdist("mmcv", "2.1.0") == THERE
    assert listing.has("mmdet") == MISSING


def test_a_folder_that_is_not_there_says_so(tmp_path, no_cache):
    gone = str(tmp_path / "gone")
    listing = asked(["mmcv"], no_cache, pages=[gone])
    assert listing.has("mmcv") == UNKNOWN
    assert said(listing.sources[0]) == f"{gone} cannot be read: No such file or directory"


BOMB = b"\x1f\x8b" + b"\0" * 10


def _bomb():
    import zlib

    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(packing.compress(b"<" * 2**20) for _ in range(200)) + packing.flush()
    return Answer(data, Content_Encoding="gzip")


def _endless(request):
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    with contextlib.suppress(OSError):
        while True:
            request.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def _endless_redirect(request):
    request.send_response(302)
    request.send_header("Location", "/simple/mmcv/?again")
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    with contextlib.suppress(OSError):
        while True:
            request.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def _chunks_cut(request):
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"10\r\n<a>")
    request.close_connection = True


def _hangs_up(request):
    request.close_connection = True


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [
        (Answer("no", status=500), BROKEN, "answers with an error (HTTP 500)"),
        (Answer("no", status=503), BROKEN, "answers with an error (HTTP 503)"),
        (Answer("no", status=401), REFUSED, "wants a user and a password, or others"),
        (Answer("no", status=403), REFUSED, "lets nobody in here (HTTP 403)"),
        (Answer("<a href='mmcv-1.0.tar.gz'>").short_of(1000), BROKEN, "breaks off"),
        (_chunks_cut, BROKEN, "breaks off"),
        (_hangs_up, BROKEN, "breaks off"),
        (Answer("{", "application/vnd.pypi.simple.v1+json"), BROKEN, "is no page"),
        (Answer("[" * 10**5, "application/vnd.pypi.simple.v1+json"), BROKEN, "is no page"),
        (
            Answer('{"meta": {"api-version": "2.0"}, "files": []}', "application/json"),
            BROKEN,
            "is no page",
        ),
        (Answer("hello", "text/plain"), BROKEN, "is no page"),
        (Answer(BOMB, Content_Encoding="gzip"), BROKEN, "is no page"),
        (Answer(b"x", Content_Encoding="br"), BROKEN, "is no page"),
        (_bomb(), BROKEN, "is larger than 32 MiB"),
        (_endless, BROKEN, "is larger than 32 MiB"),
        (silent(3), UNREACHABLE, "did not answer within 1 s"),
        (dripping(3), UNREACHABLE, "did not answer within 1 s"),
        (_endless_redirect, BROKEN, "from one address to the next"),
        (Answer(status=302, Location="/simple/mmcv/"), BROKEN, "from one address to the next"),
        (Answer(status=302, Location="file:///etc/passwd"), BROKEN, "none of the web"),
        (Answer(status=302, Location="http://[half"), BROKEN, "none of the web"),
    ],
)
def test_what_is_no_answer_is_one_sentence_and_unknown(answer, state, says, server, no_cache):
    server.paths["/simple/mmcv/"] = answer
    start = time.monotonic()
    seconds = 1 if "within" in says else 10
    listing = asked(["mmcv"], no_cache, indexes=[f"{server.url}/simple"], seconds=seconds)
    assert time.monotonic() - start < 8
    source = listing.sources[0]
    assert (source.state, source.silent) == (state, ("mmcv",)), said(source)
    assert says in said(source)
    assert server.host in said(source)
    assert "\n" not in said(source)
    assert listing.has("mmcv", "2.1.0") == UNKNOWN


def test_half_of_a_packed_answer_is_none(server, no_cache):
    import gzip

    whole = gzip.compress(b"<a href='mmcv-1.0.tar.gz'>x</a>" * 1000)
    server.paths["/simple/mmcv/"] = Answer(whole[: len(whole) // 2], Content_Encoding="gzip")
    listing = asked(["mmcv"], no_cache, indexes=[f"{server.url}/simple"])
    assert "breaks off" in said(listing.sources[0])
    server.paths["/simple/mmcv/"] = Answer(whole, Content_Encoding="gzip")
    assert asked(["mmcv"], no_cache, indexes=[f"{server.url}/simple"]).has("mmcv", "1.0") == THERE


def test_nobody_listens(no_cache):
    made = Server()
    made.http.server_close()
    source = asked(["mmcv", "mmdet"], no_cache, indexes=[f"{made.url}/simple"]).sources[0]
    assert source.state == UNREACHABLE
    assert said(source) == f"{made.host} cannot be reached: Connection refused"
    assert source.silent == ("mmcv", "mmdet")


def test_a_name_that_no_server_knows(no_cache):
    source = asked(["mmcv"], no_cache, indexes=["http://nowhere.invalid/simple"]).sources[0]
    assert source.state == UNREACHABLE
    assert said(source) == "no name server here knows nowhere.invalid"


def test_one_that_is_out_of_reach_does_not_keep_the_others_from_answering(
    index, wheels, no_cache, server
):
    make_wheel(wheels, "mmcv", "2.1.0")
    with running(Server()) as slow:
        slow.paths["*"] = silent(3)
        start = time.monotonic()
        listing = asked(
            ["mmcv", "mmdet"], no_cache, indexes=[f"{slow.url}/simple", index.url], seconds=1
        )
        assert time.monotonic() - start < 2.5
    assert [source.state for source in listing.sources] == [UNREACHABLE, ANSWERED]
    assert listing.has("mmcv", "2.1.0") == THERE
    assert listing.has("mmdet") == UNKNOWN
    assert listing.has("mmdet", at=index.url) == MISSING


def test_one_project_s_trouble_is_its_own(index, wheels, no_cache, server):
    make_wheel(wheels, "mmcv", "2.1.0")
    server.paths["/simple/mmdet/"] = Answer(status=500)
    listing = asked(["mmcv", "mmdet", "mmpose"], no_cache, indexes=[index.url])
    assert listing.sources[0].silent == ("mmdet",)
    assert [listing.has(name) for name in listing.projects] == [THERE, UNKNOWN, MISSING]


def test_offline_asks_nobody_but_folders(index, server, wheels, no_cache):
    make_wheel(wheels, "mmcv", "2.1.0")
    places = tuple(Place(Address.of(text), "uv.toml") for text in (index.url,))
    links = (Place(Address.of(str(wheels)), "uv.toml"),)
    settings = Configuration("uv", places, links, offline="UV_OFFLINE")
    listing = available(["mmcv", "mmdet"], (), settings, cache=no_cache)
    assert server.seen == []
    assert [source.state for source in listing.sources] == [OFFLINE, ANSWERED]
    assert said(listing.sources[0]) == "UV_OFFLINE keeps the network out"
    assert listing.has("mmcv", "2.1.0") == THERE
    assert listing.has("mmdet") == UNKNOWN


@pytest.mark.parametrize(
    ("manager", "trusted", "state"),
    [("pip", (), REFUSED), ("pip", ("index.invalid",), UNREACHABLE), ("uv", (), UNREACHABLE)],
)
def test_pip_passes_over_an_index_that_does_not_encrypt(manager, trusted, state, no_cache):
    place = Place(Address.of("http://index.invalid/simple"), "pip.conf")
    settings = Configuration(manager, (place,), network=Network(trusted_hosts=trusted))
    listing = available(["mmcv"], (), settings, cache=no_cache)
    assert listing.sources[0].state == state
    assert ("trusted-host" in said(listing.sources[0])) == (state == REFUSED)


def test_nobody_to_ask_is_unknown(no_cache):
    assert asked(["mmcv"], no_cache).has("mmcv") == UNKNOWN


def test_a_service_unavailable_for_a_moment_is_asked_again(server, no_cache):
    def answer(_request):
        return Answer("", status=503) if server.asked("/simple/mmcv/") == 1 else Answer("<a></a>")

    server.paths["/simple/mmcv/"] = answer
    assert asked(["mmcv"], no_cache, indexes=[f"{server.url}/simple"]).has("mmcv") == MISSING


def test_the_user_s_patience_counts(server, no_cache):
    server.paths["*"] = silent(3)
    place = Place(Address.of(f"{server.url}/simple"), "pip.conf")
    settings = Configuration("pip", (place,), network=Network(timeout_seconds=0.2, retries=0))
    start = time.monotonic()
    listing = available(["mmcv"], (), settings, 10, cache=no_cache)
    assert time.monotonic() - start < 2.5
    assert said(listing.sources[0]).endswith("did not answer within 0.2 s")


CLEAN = ("PATH", "SYSTEMROOT", "TEMP", "TMP")


def by_pip(url, requirement, python, platform, folder):
    """What a real pip says that is cut off from this machine's settings."""
    environ = {name: os.environ[name] for name in CLEAN if name in os.environ}
    environ.update(PIP_CONFIG_FILE=os.devnull, HOME=str(folder), PIP_NO_CACHE_DIR="1")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", requirement]
    command += ["--disable-pip-version-check", "--dest", str(folder / "downloads")]
    command += ["--index-url", url, "--only-binary=:all:"]
    command += ["--implementation", "cp", "--python-version", python]
    command += [word for tag in platform for word in ("--platform", tag)]
    done = subprocess.run(command, capture_output=True, env=environ, check=False, timeout=120)
    return THERE if done.returncode == 0 else MISSING


@pytest.mark.parametrize(
    ("tag", "requires_python"),
    [
        ("cp38-cp38-manylinux1_x86_64", ""),
        ("cp38-cp38-manylinux_2_17_x86_64.manylinux2014_x86_64", ""),
        ("cp38-cp38-manylinux2014_aarch64", ""),
        ("cp39-cp39-manylinux1_x86_64", ""),
        ("cp37-abi3-manylinux1_x86_64", ""),
        ("cp39-abi3-manylinux1_x86_64", ""),
        ("py2.py3-none-any", ""),
        ("py3-none-any", ">=3.9"),
        ("py38-none-manylinux1_x86_64", ""),
        ("cp38-cp38-win_amd64", ""),
    ],
)
def test_pip_finds_what_is_there_and_nothing_else(
    tag, requires_python, server, wheels, tmp_path, no_cache
):
    Index(server, wheels, speaks_json=True)
    make_wheel(wheels, "mmcv", "2.1.0", tag, requires_python)
    url = f"{server.url}/simple"
    listing = asked(["mmcv"], no_cache, indexes=[url])
    pip_s = by_pip(
        url, "mmcv==2.1.0", "38", ["manylinux2014_x86_64", "manylinux1_x86_64"], tmp_path
    )
    assert listing.has("mmcv", "2.1.0", "cp38", "manylinux2014_x86_64") == pip_s
