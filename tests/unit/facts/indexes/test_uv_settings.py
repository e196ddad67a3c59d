"""uv's configuration: files, tables, variables, names with credentials."""

import pytest

from envdoctor.facts.indexes.configuration import Where
from envdoctor.facts.indexes.settings import read_configuration
from tests.support.roots import make_root, posix_only

HOME = "/home/zoe"
INDEX = "https://index.example/simple"

pytestmark = posix_only


def read(folder, files=None, environ=None, default=INDEX, system="linux"):
    where = Where(make_root(folder, files), environ or {}, HOME, "", "/src/project", system)
    return read_configuration("uv", where, default)


def addresses(places):
    return [place.address.public for place in places]


def test_pip_s_settings_are_none_of_uv_s(tmp_path):
    files = {"/etc/pip.conf": "[global]\nindex-url = https://pip.example/simple\n"}
    environ = {"PIP_INDEX_URL": "https://pip.example/simple"}
    assert addresses(read(tmp_path, files, environ).indexes) == [INDEX]


def test_named_indexes_come_before_the_default(tmp_path):
    text = """
[[index]]
name = "torch"
url = "https://torch.example/cu118"

[[index]]
name = "bound"
url = "https://bound.example/simple"
explicit = true

[[index]]
url = "https://mirror.example/simple"
default = true
"""
    found = read(tmp_path, {"/src/project/uv.toml": text})
    assert addresses(found.indexes) == [
        "https://torch.example/cu118",
        "https://mirror.example/simple",
    ]
    assert found.indexes[0].named_by == "/src/project/uv.toml"


def test_a_flat_index_is_a_page_of_links(tmp_path):
    text = '[[index]]\nurl = "https://pages.example/mmcv.html"\nformat = "flat"\n'
    found = read(tmp_path, {"/src/project/uv.toml": text})
    assert addresses(found.indexes) == [INDEX]
    assert addresses(found.find_links) == ["https://pages.example/mmcv.html"]


def test_variables_stand_before_files(tmp_path):
    files = {"/src/project/uv.toml": 'extra-index-url = ["https://file.example/simple"]\n'}
    environ = {
        "UV_INDEX": "torch=https://torch.example/cu118 https://plain.example/simple?a=b",
        "UV_EXTRA_INDEX_URL": "https://extra.example/simple",
        "UV_DEFAULT_INDEX": "main=https://main.example/simple",
        "UV_INDEX_URL": "https://old.example/simple",
        "UV_FIND_LINKS": "/wheels,https://pages.example/torch.html",
    }
    found = read(tmp_path, files, environ)
    assert addresses(found.indexes) == [
        "https://torch.example/cu118",
        "https://plain.example/simple?<removed>",
        "https://extra.example/simple",
        "https://file.example/simple",
        "https://main.example/simple",
    ]
    assert addresses(found.find_links) == ["/wheels", "https://pages.example/torch.html"]


def test_the_project_stands_before_the_user_before_the_system(tmp_path):
    files = {
        "/src/pyproject.toml": '[tool.uv]\nindex-url = "https://project.example/simple"\n'
        'find-links = ["wheels"]\n',
        f"{HOME}/.config/uv/uv.toml": 'index-url = "https://user.example/simple"\n'
        'extra-index-url = ["https://more.example/simple"]\n',
        "/etc/uv/uv.toml": 'find-links = ["/system"]\n',
    }
    found = read(tmp_path, files)
    assert addresses(found.indexes) == [
        "https://more.example/simple",
        "https://project.example/simple",
    ]
    assert addresses(found.find_links) == ["/src/wheels", "/system"]


def test_uv_toml_hides_the_pyproject_beside_it(tmp_path):
    files = {
        "/src/project/uv.toml": 'index-url = "https://own.example/simple"\n',
        "/src/project/pyproject.toml": '[tool.uv]\nindex-url = "https://shared.example/simple"\n',
    }
    assert addresses(read(tmp_path, files).indexes) == ["https://own.example/simple"]


def test_a_pyproject_that_says_nothing_of_uv_is_passed_over(tmp_path):
    files = {
        "/src/project/pyproject.toml": "[tool.ruff]\n",
        "/src/pyproject.toml": '[tool.uv.pip]\nindex-url = "https://above.example/simple"\n',
    }
    assert addresses(read(tmp_path, files).indexes) == ["https://above.example/simple"]


def test_an_own_file_is_the_only_one_and_no_config_is_none(tmp_path):
    files = {
        "/own.toml": 'index-url = "https://own.example/simple"\n',
        "/etc/uv/uv.toml": 'extra-index-url = ["https://system.example/simple"]\n',
    }
    assert addresses(read(tmp_path, files, {"UV_CONFIG_FILE": "/own.toml"}).indexes) == [
        "https://own.example/simple"
    ]
    assert addresses(read(tmp_path, files, {"UV_NO_CONFIG": "1"}).indexes) == [INDEX]


@pytest.mark.parametrize(
    ("text", "environ", "says"),
    [
        ("", {"UV_OFFLINE": "1"}, "UV_OFFLINE"),
        ("offline = true\n", {}, "/src/project/uv.toml"),
        ("offline = true\n", {"UV_OFFLINE": "0"}, ""),
        ("offline = false\n", {}, ""),
    ],
)
def test_offline(text, environ, says, tmp_path):
    assert read(tmp_path, {"/src/project/uv.toml": text}, environ).offline == says


@pytest.mark.parametrize("text", ["no-index = true\n", "[pip]\nno-index = true\n"])
def test_no_index(text, tmp_path):
    found = read(tmp_path, {"/src/project/uv.toml": text}, {"UV_FIND_LINKS": "/wheels"})
    assert (found.indexes, addresses(found.find_links)) == ((), ["/wheels"])


def test_credentials_of_a_named_index_come_from_variables(tmp_path):
    text = '[[index]]\nname = "my-torch"\nurl = "https://torch.example/cu118"\n'
    environ = {"UV_INDEX_MY_TORCH_USERNAME": "zoe", "UV_INDEX_MY_TORCH_PASSWORD": "p@ss/w"}
    found = read(tmp_path, {"/src/project/uv.toml": text}, environ)
    assert found.indexes[0].address.credentials == ("zoe", "p@ss/w")
    assert found.indexes[0].address.public == "https://torch.example/cu118"
    assert "p@ss" not in repr(found)


def test_the_network(tmp_path):
    files = {"/src/project/uv.toml": 'allow-insecure-host = ["a.example"]\n'}
    environ = {
        "UV_INSECURE_HOST": "b.example:8443",
        "UV_HTTP_TIMEOUT": "5",
        "SSL_CERT_FILE": "/ca.pem",
    }
    network = read(tmp_path, files, environ).network
    assert network.trusted_hosts == ("b.example:8443", "a.example")
    assert (network.timeout_seconds, network.ca_bundle) == (5, "/ca.pem")


@pytest.mark.parametrize(
    "text",
    [
        "index = [",
        "index = 3\nextra-index-url = 4\nfind-links = 5\nindex-url = 6\npip = 7\n",
        "index = [1, 2]\n",
        "[[index]]\nname = 3\nurl = 4\n",
        'index-url = "https://zoe:hunter2@[x/"\n',
    ],
)
def test_what_cannot_be_used_harms_nobody(text, tmp_path):
    found = read(tmp_path, {"/src/project/uv.toml": text})
    assert "hunter2" not in repr(found)
    assert all(note.sentence.format(**note.params) for note in found.notes)
