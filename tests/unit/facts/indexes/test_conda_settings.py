"""conda's channels."""

import pytest

from envdoctor.facts.indexes.configuration import Where
from envdoctor.facts.indexes.settings import read_configuration
from tests.support.roots import make_root, posix_only

HOME, PREFIX = "/home/zoe", "/conda/envs/mm"

pytestmark = posix_only


def read(folder, files=None, environ=None):
    where = Where(make_root(folder, files), environ or {}, HOME, PREFIX, "/src", "linux")
    return read_configuration("conda", where)


def told(found):
    return [(c.name, c.address.public if c.address else None) for c in found.channels]


def test_where_nobody_says_anything(tmp_path):
    assert told(read(tmp_path)) == [("defaults", None)]


def test_nearer_files_come_first(tmp_path):
    files = {
        f"{PREFIX}/.condarc": "channels: [pytorch]\n",
        f"{HOME}/.condarc": "channels:\n  - conda-forge\n  - pytorch\n",
        "/etc/conda/condarc": "channels: [system]\n",
        "/conda/.condarc": "channels: base\n",
    }
    found = read(
        tmp_path, files, {"CONDA_EXE": "/conda/bin/conda", "CONDA_CHANNELS": "first, second"}
    )
    assert [c.name for c in found.channels] == [
        *("first", "second", "pytorch", "conda-forge", "base", "system"),
    ]
    assert found.channels[0].named_by == "CONDA_CHANNELS"
    assert found.channels[2].named_by == f"{PREFIX}/.condarc"


def test_mirrors(tmp_path):
    text = """
channels: [defaults, conda-forge, nvidia/label/cuda-11.8, https://u:hunter2@own.example/ch, /local/ch]
channel_alias: https://mirror.example/conda/
default_channels:
  - https://mirror.example/pkgs/main
custom_channels:
  nvidia: https://other.example/cloud
"""
    found = read(tmp_path, {f"{HOME}/.condarc": text})
    assert told(found) == [
        ("https://mirror.example/pkgs/main", "https://mirror.example/pkgs/main"),
        ("conda-forge", "https://mirror.example/conda/conda-forge"),
        ("nvidia/label/cuda-11.8", "https://other.example/cloud/nvidia/label/cuda-11.8"),
        ("https://own.example/ch", "https://own.example/ch"),
        ("/local/ch", "/local/ch"),
    ]
    assert "hunter2" not in repr(found)


def test_a_token_and_a_variable(tmp_path):
    text = "channels: ['https://own.example/t/${TOKEN}/ch']\n"
    found = read(tmp_path, {f"{HOME}/.condarc": text}, {"TOKEN": "tk-secret"})
    assert told(found)[0][1] == "https://own.example/t/<removed>/ch"
    assert found.channels[0].address.url == "https://own.example/t/tk-secret/ch"
    assert "tk-secret" not in repr(found)


@pytest.mark.parametrize(
    ("text", "environ", "says"),
    [
        ("offline: true\n", {}, f"{HOME}/.condarc"),
        ("", {"CONDA_OFFLINE": "true"}, "CONDA_OFFLINE"),
        ("offline: true\n", {"CONDA_OFFLINE": "0"}, ""),
    ],
)
def test_offline(text, environ, says, tmp_path):
    assert read(tmp_path, {f"{HOME}/.condarc": text}, environ).offline == says


@pytest.mark.parametrize(
    "text",
    [
        "channels: [https://u:hunter2@x",
        "- a\n- b\n",
        "channels: 3\n",
        "a: &a [*a]\n",
        "\t:",
        "!!python/object:os.x {}",
    ],
)
def test_what_cannot_be_used_harms_nobody(text, tmp_path):
    found = read(tmp_path, {f"{HOME}/.condarc": text})
    assert told(found) == [("defaults", None)]
    assert "hunter2" not in repr(found)


def test_an_own_file_and_a_bundle(tmp_path):
    files = {"/own.yml": "channels: [own]\nssl_verify: /ca.pem\n"}
    found = read(tmp_path, files, {"CONDARC": "/own.yml"})
    assert (found.channels[0].name, found.network.ca_bundle) == ("own", "/ca.pem")
