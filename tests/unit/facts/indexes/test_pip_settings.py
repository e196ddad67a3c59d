"""pip's configuration, from files and variables, in pip's own order."""

import os

import pytest

from envdoctor.facts.indexes.configuration import Where
from envdoctor.facts.indexes.settings import default_index_of, read_configuration
from envdoctor.facts.root import Root
from tests.support.roots import forbid, make_root, posix_only

HOME, PREFIX = "/home/zoe", "/envs/mm"
INDEX = "https://index.example/simple"

pytestmark = posix_only


def read(folder, files=None, environ=None, system="linux", default=INDEX, root=None):
    root = root or make_root(folder, files)
    where = Where(root, environ or {}, HOME, PREFIX, "/src", system)
    return read_configuration("pip", where, default)


def addresses(places):
    return [place.address.public for place in places]


def section(name, **values):
    lines = [f"{key.replace('_', '-')} = {value}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""])


def test_where_nobody_says_anything_it_is_the_default(tmp_path):
    found = read(tmp_path)
    assert addresses(found.indexes) == [INDEX]
    assert found.indexes[0].named_by == "pip"
    assert (found.find_links, found.offline, found.notes) == ((), "", ())
    assert read(tmp_path, default="").indexes == ()


ORDER = (
    "/etc/xdg/pip/pip.conf",
    "/etc/pip.conf",
    f"{HOME}/.pip/pip.conf",
    f"{HOME}/.config/pip/pip.conf",
    f"{PREFIX}/pip.conf",
    "/own.conf",
)


@pytest.mark.parametrize("last", range(len(ORDER)))
def test_the_later_file_counts(last, tmp_path):
    files = {
        path: section("global", index_url=f"https://{number}.example/simple")
        for number, path in enumerate(ORDER[: last + 1])
    }
    environ = {"PIP_CONFIG_FILE": "/own.conf"} if last == 5 else {}
    found = read(tmp_path, files, environ)
    assert addresses(found.indexes) == [f"https://{last}.example/simple"]
    assert found.indexes[0].named_by == ORDER[last]


def test_install_s_section_and_variables_count_more(tmp_path):
    files = {
        "/etc/pip.conf": section("install", index_url="https://install.example/simple"),
        f"{PREFIX}/pip.conf": section("global", index_url="https://global.example/simple")
        + section("download", index_url="https://download.example/simple"),
    }
    assert addresses(read(tmp_path, files).indexes) == ["https://install.example/simple"]
    found = read(tmp_path, files, {"PIP_INDEX_URL": "https://variable.example/simple"})
    assert addresses(found.indexes) == ["https://variable.example/simple"]
    assert found.indexes[0].named_by == "PIP_INDEX_URL"


def test_an_own_file_takes_the_user_s_place_and_the_null_device_takes_all(tmp_path):
    files = {
        f"{HOME}/.config/pip/pip.conf": section("global", index_url="https://user.example/simple"),
        "/own.conf": section("global", timeout="7"),
    }
    assert addresses(read(tmp_path, files, {"PIP_CONFIG_FILE": "/own.conf"}).indexes) == [INDEX]
    assert addresses(read(tmp_path, files, {"PIP_CONFIG_FILE": "/gone.conf"}).indexes) == [
        "https://user.example/simple"
    ]
    assert addresses(read(tmp_path, files, {"PIP_CONFIG_FILE": os.devnull}).indexes) == [INDEX]


def test_lists_of_one_key(tmp_path):
    text = (
        "[global]\nextra-index-url =\n    https://a.example/simple\n    https://b.example/simple\n"
        "find_links = /wheels ~/more file:///third\ntrusted-host = a.example b.example:8080\n"
    )
    found = read(tmp_path, {"/etc/pip.conf": text})
    assert addresses(found.indexes) == [
        INDEX,
        "https://a.example/simple",
        "https://b.example/simple",
    ]
    assert addresses(found.find_links) == ["/wheels", f"{HOME}/more", "/third"]
    assert found.network.trusts("a.example:443")
    assert found.network.trusts("b.example:8080")
    assert not found.network.trusts("b.example:443")


def test_variables_say_the_same(tmp_path):
    found = read(
        tmp_path,
        environ={
            "PIP_EXTRA_INDEX_URL": "https://a.example/simple https://a.example/simple/",
            "PIP_FIND_LINKS": "wheels https://pages.example/torch.html",
            "PIP_CERT": "/ca.pem",
            "PIP_PROXY": "http://proxy.example:3128",
            "PIP_DEFAULT_TIMEOUT": "180",
            "PIP_RETRIES": "0",
        },
    )
    assert addresses(found.indexes) == [INDEX, "https://a.example/simple"]
    assert addresses(found.find_links) == ["/src/wheels", "https://pages.example/torch.html"]
    assert (found.network.ca_bundle, found.network.retries) == ("/ca.pem", 0)
    assert (found.network.timeout_seconds, found.network.proxy) == (
        180,
        "http://proxy.example:3128",
    )


@pytest.mark.parametrize("value", ["1", "true", "Yes", "on"])
def test_no_index_leaves_the_links(value, tmp_path):
    found = read(tmp_path, environ={"PIP_NO_INDEX": value, "PIP_FIND_LINKS": "/wheels"})
    assert (found.indexes, addresses(found.find_links)) == ((), ["/wheels"])


def test_no_index_that_says_no(tmp_path):
    assert addresses(read(tmp_path, environ={"PIP_NO_INDEX": "0"}).indexes) == [INDEX]


def test_windows_and_macos(tmp_path):
    files = {
        "/C/pip/pip.ini": section("global", index_url="https://all.example/simple"),
        "/roaming/pip/pip.ini": section("global", index_url="https://zoe.example/simple"),
        f"{HOME}/Library/Application Support/pip/pip.conf": section(
            "global", index_url="https://mac.example/simple"
        ),
        f"{HOME}/.config/pip/pip.conf": section("global", index_url="https://unread.example/"),
    }
    windows = {"PROGRAMDATA": "/C", "APPDATA": "/roaming"}
    assert addresses(read(tmp_path, files, windows, "windows").indexes) == [
        "https://zoe.example/simple"
    ]
    assert addresses(read(tmp_path, files, {}, "macos").indexes) == ["https://mac.example/simple"]


SECRET = "https://zoe:hunter2@index.example/simple"


@pytest.mark.parametrize(
    "text",
    [
        f"[global]\n{SECRET[8:].replace(':', '')} hunter2\n",
        f"index-url = {SECRET}\n",
        f"[global]\nindex-url = {SECRET}\nindex-url = {SECRET}\n",
        "[global]\nindex-url = https://zoe:hunter2@[index/simple\n",
        "[global]\nindex-url = ftp://zoe:hunter2@index.example/simple\n",
        "[global]\nindex-url = https://zoe:hunter2@index.example:port/simple\n",
    ],
)
def test_what_cannot_be_used_is_noted_without_repeating_it(text, tmp_path):
    found = read(tmp_path, {"/etc/pip.conf": text})
    assert len(found.notes) == 1
    sentence = found.notes[0].sentence.format(**found.notes[0].params)
    assert "/etc/pip.conf" in sentence
    assert "hunter2" not in repr(found)


def test_a_file_that_cannot_be_read_is_noted(tmp_path):
    root = forbid(make_root(tmp_path, {"/etc/pip.conf": "[global]\n"}), "/etc/pip.conf")
    note = read(tmp_path, root=root).notes[0]
    assert note.sentence.format(**note.params) == "/etc/pip.conf cannot be read: Permission denied"


def test_credentials_are_kept_for_the_request_alone(tmp_path):
    environ = {"PIP_INDEX_URL": SECRET, "PIP_PROXY": "http://p:proxypw@proxy.example"}
    found = read(tmp_path, environ=environ)
    assert found.indexes[0].address.credentials == ("zoe", "hunter2")
    assert found.indexes[0].address.url == INDEX
    for text in (repr(found), str(found)):
        assert "hunter2" not in text
        assert "proxypw" not in text


def test_what_the_real_pip_says_of_the_same_files(tmp_path):
    """`pip config list` merges as this does."""
    import subprocess
    import sys

    home, prefix = tmp_path / "home", tmp_path / "own.conf"
    (home / ".config" / "pip").mkdir(parents=True)
    (home / ".config" / "pip" / "pip.conf").write_text(
        "[global]\nindex_url = https://a.example/simple\nfind-links = /one /two\n"
        "[install]\nextra-index-url = https://b.example/simple\n"
    )
    prefix.write_text("[install]\nfind-links = /three\n")
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "PIP_RETRIES": "3"}
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("this environment has no pip")
    said = dict(line.split("=", 1) for line in done.stdout.splitlines())
    found = read_configuration(
        "pip", Where(Root(), environ, str(home), sys.prefix, str(tmp_path), "linux")
    )
    assert repr(addresses(found.indexes)[0]) == said["global.index-url"]
    assert addresses(found.find_links) == said["global.find-links"].strip("'").split()
    assert addresses(found.indexes)[1:] == [said["install.extra-index-url"].strip("'")]
    assert str(found.network.retries) == said[":env:.retries"].strip("'")


PIP_S_OWN = 'PyPI = PackageIndex("https://index.example/", file_storage_domain="f.example")\n'


def test_the_default_index_is_what_an_installed_pip_names(tmp_path):
    root = make_root(tmp_path, {"/site/pip/_internal/models/index.py": "import x\n\n" + PIP_S_OWN})
    assert default_index_of(root, ["/none", "/site"]) == INDEX


def test_without_a_pip_there_is_no_default_index(tmp_path):
    assert default_index_of(make_root(tmp_path, {"/a": ""}), ["/site"]) == ""
