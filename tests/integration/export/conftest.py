"""Files are taken by the programs that they are for; nothing of this machine's settings reaches them."""

import os
import sys

import pytest

from tests.support import exports


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)


@pytest.fixture
def here(tmp_path):
    if sys.platform != "linux":
        pytest.skip("the wheels here are for Linux")
    with exports.world(tmp_path) as made:
        yield made
