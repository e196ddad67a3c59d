"""Nothing of this machine's own settings reaches these tests."""

import os

import pytest

from envdoctor.facts.indexes.cache import Cache
from tests.support.index_server import Index, Server, running

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.lower() in PROXIES or name in CERTIFICATES:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))


@pytest.fixture
def server():
    with running(Server()) as made:
        yield made


@pytest.fixture
def wheels(tmp_path):
    folder = tmp_path / "wheels"
    folder.mkdir()
    return folder


@pytest.fixture(params=["json", "html"])
def index(request, server, wheels):
    """An index that speaks JSON, or HTML alone."""
    return Index(server, wheels, request.param == "json")


@pytest.fixture
def no_cache():
    return Cache()
