"""Certificates: which are trusted, and what is said of those that are not."""

import datetime
import ssl

import pytest

from envdoctor.facts.indexes.address import Address
from envdoctor.facts.indexes.available import available
from envdoctor.facts.indexes.cache import Cache
from envdoctor.facts.indexes.configuration import Configuration, Network, Place
from envdoctor.model.listing import ANSWERED, BROKEN, THERE, UNREACHABLE
from tests.support.index_server import Answer, Server, running

trustme = pytest.importorskip("trustme")

PAGE = Answer('<a href="mmcv-2.1.0.tar.gz">x</a>')


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def serving(authority, *names, **more):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **more).configure_cert(context)
    made = Server(context)
    made.paths["*"] = PAGE
    return running(made)


def asked(url, **network):
    place = Place(Address.of(f"{url}/simple"), "pip.conf")
    settings = Configuration("pip", (place,), network=Network(retries=0, **network))
    return available(["mmcv"], (), settings, cache=Cache())


def said(listing):
    source = listing.sources[0]
    return source.state, source.reason.format(**source.params)


def bundle(authority, folder):
    path = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def test_an_authority_that_nobody_trusts(authority):
    with serving(authority, "127.0.0.1") as server:
        assert said(asked(server.url)) == (
            BROKEN,
            f"the certificate of {server.host} comes from an authority that this machine does not trust",
        )


def test_the_user_s_own_bundle(authority, tmp_path):
    with serving(authority, "127.0.0.1") as server:
        listing = asked(server.url, ca_bundle=bundle(authority, tmp_path))
        assert listing.has_sdist("mmcv", "2.1.0") == THERE


def test_the_user_s_own_bundle_stands_before_the_environment_s(authority, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle(trustme.CA(), other))
    with serving(authority, "127.0.0.1") as server:
        assert said(asked(server.url))[0] == BROKEN
        listing = asked(server.url, ca_bundle=bundle(authority, tmp_path))
        assert listing.sources[0].state == ANSWERED


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_what_the_machine_trusts(variable, authority, tmp_path, monkeypatch):
    monkeypatch.setenv(variable, bundle(authority, tmp_path))
    with serving(authority, "127.0.0.1") as server:
        assert asked(server.url).sources[0].state == ANSWERED


def test_a_host_that_the_user_trusts_is_not_looked_at(authority, recwarn):
    with serving(authority, "127.0.0.1") as server:
        for host in ("127.0.0.1", server.host):
            assert asked(server.url, trusted_hosts=(host,)).sources[0].state == ANSWERED
        assert asked(server.url, trusted_hosts=("127.0.0.11",)).sources[0].state == BROKEN
    assert not recwarn.list


def test_a_certificate_of_another_name(authority, tmp_path):
    with serving(authority, "other.example") as server:
        state, sentence = said(asked(server.url, ca_bundle=bundle(authority, tmp_path)))
        assert (state, sentence) == (
            BROKEN,
            f"the certificate of {server.host} is one for another name",
        )


def test_a_certificate_whose_time_is_over(authority, tmp_path):
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
    with serving(authority, "127.0.0.1", not_after=past) as server:
        assert said(asked(server.url, ca_bundle=bundle(authority, tmp_path))) == (
            BROKEN,
            f"the certificate of {server.host} has expired",
        )


def test_a_server_that_does_not_encrypt(server):
    url = server.url.replace("http:", "https:")
    assert said(asked(url)) == (BROKEN, f"{server.host} speaks HTTP where HTTPS was asked for")


def test_a_bundle_that_is_not_there(authority, tmp_path):
    gone = str(tmp_path / "gone.pem")
    with serving(authority, "127.0.0.1") as server:
        assert said(asked(server.url, ca_bundle=gone)) == (
            UNREACHABLE,
            f"the certificates in {gone} are asked for, and it is not there",
        )


def test_from_encrypted_to_open_carries_no_credentials(authority, server, tmp_path):
    server.paths["*"] = PAGE
    with serving(authority, "127.0.0.1") as secure:
        secure.paths["*"] = Answer(status=302, Location=f"{server.url}/x/")
        listing = asked(
            secure.url.replace("://", "://ann:pw@"), ca_bundle=bundle(authority, tmp_path)
        )
    assert listing.sources[0].state == ANSWERED
    assert "Authorization" not in server.seen[0][1]
