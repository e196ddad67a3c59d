"""Credentials reach the index that they are for, and nothing and nobody else."""

import base64
import gc

import pytest

from envdoctor.facts.indexes.available import available
from envdoctor.facts.indexes.cache import Cache
from envdoctor.facts.indexes.configuration import Where
from envdoctor.facts.indexes.settings import read_configuration
from envdoctor.facts.root import Root
from envdoctor.model.listing import ANSWERED, REFUSED, THERE, UNREACHABLE
from tests.support.index_server import Answer, Server, running

PAGE = Answer('<a href="mmcv-2.1.0.tar.gz">x</a>', Cache_Control="max-age=300", ETag='"1"')
PASSWORD = "p4ss@word"
BASIC = "Basic " + base64.b64encode(f"q7user:{PASSWORD}".encode()).decode()


def with_user(url):
    return url.replace("://", "://q7user:p4ss%40word@")


def configured(url, tmp_path, **more):
    environ = {
        "PIP_INDEX_URL": url,
        "PIP_RETRIES": "0",
        "PIP_TRUSTED_HOST": "index.example",
        **more,
    }
    where = Where(Root(), environ, "", "", str(tmp_path), "linux")
    return read_configuration("pip", where)


def guarded(request):
    """A page for those who say who they are."""
    return PAGE if request.headers.get("Authorization") == BASIC else Answer(status=401)


def everything_kept(folder):
    """All that lies in the cache, names too."""
    return b"".join(
        path.name.encode() + path.read_bytes() for path in folder.rglob("*") if path.is_file()
    )


def test_they_open_the_door_and_are_shown_and_stored_nowhere(server, tmp_path):
    server.paths["/simple/mmcv/"] = guarded
    settings = configured(with_user(f"{server.url}/simple"), tmp_path)
    listing = available(["mmcv"], (), settings, cache=Cache(str(tmp_path / "cache")))
    assert listing.has_sdist("mmcv", "2.1.0") == THERE
    assert listing.sources[0].address == f"{server.url}/simple"
    kept = everything_kept(tmp_path / "cache")
    assert b"mmcv-2.1.0.tar.gz" in kept
    for secret in ("q7user", "p4ss", PASSWORD):
        for shown in (repr(listing), repr(settings), str(settings), kept.decode()):
            assert secret not in shown


def test_what_was_fetched_with_them_is_never_given_unasked(server, tmp_path):
    server.paths["/simple/mmcv/"] = guarded
    cache = Cache(str(tmp_path / "cache"))
    url = f"{server.url}/simple"
    available(["mmcv"], (), configured(with_user(url), tmp_path), cache=cache)
    wrong = configured(url.replace("://", "://q7user:other@"), tmp_path)
    assert available(["mmcv"], (), wrong, cache=cache).sources[0].state == REFUSED


def test_a_stranger_s_message_holds_none(server, tmp_path):
    server.paths["*"] = Answer(status=403)
    settings = configured(with_user(f"{server.url}/simple"), tmp_path)
    source = available(["mmcv"], (), settings, cache=Cache()).sources[0]
    assert source.reason.format(**source.params) == f"{server.host} lets nobody in here (HTTP 403)"


def test_a_token_in_the_path_is_hidden_and_its_answers_are_not_kept(server, tmp_path):
    server.paths["/t/tk-123/simple/mmcv/"] = PAGE
    settings = configured(f"{server.url}/t/tk-123/simple", tmp_path)
    listing = available(["mmcv"], (), settings, cache=Cache(str(tmp_path / "cache")))
    assert listing.has_sdist("mmcv", "2.1.0") == THERE
    assert "tk-123" not in repr(listing) + repr(settings)
    assert listing.sources[0].address == f"{server.url}/t/<removed>/simple"
    assert not (tmp_path / "cache").exists()


def test_the_page_s_own_secrets_are_not_kept(server, tmp_path):
    server.paths["/simple/mmcv/"] = Answer(
        '<a href="https://bob:pw@files.example/mmcv-2.1.0.tar.gz?sig=XYZ">x</a>', ETag='"1"'
    )
    cache = Cache(str(tmp_path / "cache"))
    listing = available(["mmcv"], (), cache=cache, indexes=[f"{server.url}/simple"])
    assert listing.found("mmcv")[0].url == "https://files.example/mmcv-2.1.0.tar.gz?<removed>"
    kept = everything_kept(tmp_path / "cache").decode()
    assert "XYZ" not in kept
    assert "pw@" not in kept


def seen_authorizations(server):
    return [headers.get("Authorization") for _path, headers in server.seen]


def test_a_redirect_to_another_host_carries_none(server, tmp_path):
    with running(Server()) as other:
        other.paths["/simple/mmcv/"] = PAGE
        server.paths["/simple/mmcv/"] = Answer(status=302, Location=f"{other.url}/simple/mmcv/")
        settings = configured(with_user(f"{server.url}/simple"), tmp_path)
        listing = available(["mmcv"], (), settings, cache=Cache())
        assert listing.has_sdist("mmcv", "2.1.0") == THERE
        assert seen_authorizations(server) == [BASIC]
        assert seen_authorizations(other) == [None]


def test_a_redirect_s_own_credentials_are_not_taken(server, tmp_path):
    target = f"{server.url}/moved/".replace("://", "://eve:evil@")
    server.paths["/simple/mmcv/"] = Answer(status=302, Location=target)
    server.paths["/moved/"] = PAGE
    available(["mmcv"], (), configured(f"{server.url}/simple", tmp_path), cache=Cache())
    assert seen_authorizations(server) == [None, None]


def test_a_redirect_on_the_same_host_keeps_them(server, tmp_path):
    server.paths["/simple/mmcv/"] = Answer(status=301, Location="/moved/")
    server.paths["/moved/"] = guarded
    settings = configured(with_user(f"{server.url}/simple"), tmp_path)
    listing = available(["mmcv"], (), settings, cache=Cache())
    assert listing.has_sdist("mmcv", "2.1.0") == THERE
    assert seen_authorizations(server) == [BASIC, BASIC]


def test_who_is_out_of_reach_after_a_redirect_is_named(server, tmp_path):
    other = Server()
    other.http.server_close()
    server.paths["/simple/mmcv/"] = Answer(status=302, Location=f"{other.url}/")
    source = available(["mmcv"], indexes=[f"{server.url}/simple"], cache=Cache()).sources[0]
    assert source.params["host"] == other.host


@pytest.mark.parametrize("by", ["setting", "environment"])
def test_a_proxy_is_asked_with_its_own_credentials(by, server, tmp_path, monkeypatch):
    server.paths["http://index.example/simple/mmcv/"] = PAGE
    proxy = with_user(server.url)
    if by == "environment":
        monkeypatch.setenv("http_proxy", proxy)
        settings = configured("http://index.example/simple", tmp_path)
    else:
        settings = configured("http://index.example/simple", tmp_path, PIP_PROXY=proxy)
    listing = available(["mmcv"], (), settings, cache=Cache())
    assert listing.has_sdist("mmcv", "2.1.0") == THERE
    path, headers = server.seen[0]
    assert path == "http://index.example/simple/mmcv/"
    assert headers["Proxy-Authorization"] == BASIC
    assert "p4ss" not in repr(listing) + repr(settings)


def test_a_proxy_that_is_not_there_or_lets_nobody_through(server, tmp_path):
    dead = Server()
    dead.http.server_close()
    url = "http://index.example/simple"
    settings = configured(url, tmp_path, PIP_PROXY=with_user(dead.url))
    source = available(["mmcv"], (), settings, cache=Cache()).sources[0]
    assert source.state == UNREACHABLE
    assert source.reason.format(**source.params) == (
        "the proxy before index.example is not there, or lets nobody through"
    )
    server.paths["*"] = Answer(status=407)
    settings = configured(url, tmp_path, PIP_PROXY=server.url)
    source = available(["mmcv"], (), settings, cache=Cache()).sources[0]
    assert source.state == REFUSED
    assert source.reason.format(**source.params) == (
        "the proxy before index.example wants a user and a password"
    )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_proxy_that_opens_no_tunnel(server, tmp_path):
    settings = configured("https://index.example/simple", tmp_path, PIP_PROXY=with_user(server.url))
    source = available(["mmcv"], (), settings, cache=Cache()).sources[0]
    assert (source.state, "the proxy before" in source.reason) == (UNREACHABLE, True)
    gc.collect()  # urllib3 1.26 leaves the socket open


def test_no_proxy_is_honoured(server, tmp_path, monkeypatch):
    dead = Server()
    dead.http.server_close()
    monkeypatch.setenv("http_proxy", dead.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server.paths["/simple/mmcv/"] = PAGE
    listing = available(["mmcv"], indexes=[f"{server.url}/simple"], cache=Cache())
    assert listing.sources[0].state == ANSWERED
