"""One loopback server for every place that a plan is installed from."""

import os

import pytest

from tests.support.index_server import Server, running
from tests.support.stack_index import StackIndex

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.lower() in PROXIES or name in CERTIFICATES or name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def server():
    with running(Server()) as made:
        yield made


@pytest.fixture
def stack(server, tmp_path, monkeypatch):
    """An index, PyTorch's indexes and OpenMMLab's pages, as the tables name them."""
    made = StackIndex(server, tmp_path)
    made.redirect_tables(monkeypatch)
    for name, value in made.environ.items():
        monkeypatch.setenv(name, value)
    return made
