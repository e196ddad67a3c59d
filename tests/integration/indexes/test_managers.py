"""Whom the real pip and the real uv ask is whom their configuration, as read here, names."""

import contextlib
import os
import subprocess
import sys

import pytest

from envdoctor.facts.indexes.configuration import Where
from envdoctor.facts.indexes.settings import read_configuration
from envdoctor.facts.root import Root
from tests.support.index_server import Answer, Server, running
from tests.support.pythons import uv

NAMES = ("one", "two", "three", "four", "five", "six")


@pytest.fixture
def servers():
    """Servers that have nothing; pages of links are empty."""
    with contextlib.ExitStack() as stack:
        made = {name: stack.enter_context(running(Server())) for name in NAMES}
        for server in made.values():
            server.paths["/links.html"] = Answer("<html></html>")
        yield made


def urls(servers):
    found = {name: f"{server.url}/simple" for name, server in servers.items()}
    found.update({f"{name}_page": f"{server.url}/links.html" for name, server in servers.items()})
    return found


def asked(servers):
    return {f"{server.url}{path}" for server in servers.values() for path, _headers in server.seen}


def expected(settings):
    indexes = {f"{place.address.public}/mmcv/" for place in settings.indexes}
    return indexes | {place.address.public for place in settings.find_links}


def run(command, environ, folder, home):
    """The command with these variables alone; it finds nothing and fails."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**kept, "HOME": str(home), **environ},
        cwd=str(folder),
        check=False,
        timeout=120,
    )
    assert done.returncode != 0
    return done.stdout + done.stderr


PIP_CASES = {
    "files": (
        {
            ".config/pip/pip.conf": "[global]\nindex-url = {one}\nextra-index-url = {two}\n    {three}\nfind-links = {four_page}\n",
            ".pip/pip.conf": "[global]\nindex-url = {five}\n[install]\nextra_index_url = {six}\n",
        },
        {},
    ),
    "variables": (
        {".config/pip/pip.conf": "[global]\nindex-url = {one}\nextra-index-url = {two}\n"},
        {"PIP_INDEX_URL": "{three}", "PIP_FIND_LINKS": "{four_page} {five_page}"},
    ),
    "no index": (
        {
            ".config/pip/pip.conf": "[install]\nno-index = yes\nindex-url = {one}\nfind-links = {two_page}\n"
        },
        {"PIP_EXTRA_INDEX_URL": "{three}"},
    ),
    "own file": (
        {
            ".config/pip/pip.conf": "[global]\nindex-url = {one}\n",
            "own.conf": "[install]\nindex-url = {two}\n[download]\nfind-links = {three_page}\n",
        },
        {"PIP_CONFIG_FILE": "{home}/own.conf"},
    ),
}


@pytest.mark.parametrize("case", sorted(PIP_CASES))
def test_pip(case, servers, tmp_path):
    files, variables = PIP_CASES[case]
    words = {**urls(servers), "home": str(tmp_path)}
    environ = {name: value.format(**words) for name, value in variables.items()}
    write(tmp_path, files, words)
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--retries=0"]
    said = run([*command, "--disable-pip-version-check", "mmcv"], environ, tmp_path, tmp_path)
    if "No module named pip" in said or "no such option: --dry-run" in said:
        pytest.skip("this environment has no pip of today")
    where = Where(Root(), environ, str(tmp_path), sys.prefix, str(tmp_path), "linux")
    assert asked(servers) == expected(read_configuration("pip", where)), said


UV_CASES = {
    "project": (
        {
            "project/uv.toml": 'find-links = ["{four_page}"]\n[[index]]\nname = "a"\nurl = "{one}"\n'
            '[[index]]\nname = "b"\nurl = "{two}"\nexplicit = true\n[[index]]\nurl = "{three}"\ndefault = true\n',
            "project/pyproject.toml": '[tool.uv]\nindex-url = "{five}"\n',
            ".config/uv/uv.toml": 'index-url = "{six}"\n',
        },
        {},
    ),
    "pyproject and user": (
        {
            "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n[tool.uv]\nextra-index-url = ["{one}"]\n[tool.uv.pip]\nindex-url = "{two}"\n',
            ".config/uv/uv.toml": 'find-links = ["{three_page}"]\nextra-index-url = ["{four}"]\n',
        },
        {},
    ),
    "variables": (
        {"project/uv.toml": 'index-url = "{one}"\nextra-index-url = ["{two}"]\n'},
        {
            "UV_INDEX": "a={three}",
            "UV_DEFAULT_INDEX": "{four}",
            "UV_FIND_LINKS": "{five_page},{six_page}",
        },
    ),
    "old variables": (
        {".config/uv/uv.toml": 'index-url = "{one}"\n'},
        {"UV_INDEX_URL": "{two}", "UV_EXTRA_INDEX_URL": "{three} {four}"},
    ),
    "own file": (
        {
            "project/uv.toml": 'index-url = "{one}"\n',
            "own.toml": '[[index]]\nurl = "{two_page}"\nformat = "flat"\n[[index]]\nurl = "{three}"\ndefault = true\n',
        },
        {"UV_CONFIG_FILE": "{home}/own.toml"},
    ),
    "no index": (
        {"project/uv.toml": 'no-index = true\nfind-links = ["{one_page}"]\nindex-url = "{two}"\n'},
        {},
    ),
}


@pytest.mark.parametrize("case", sorted(UV_CASES))
def test_uv(case, servers, tmp_path):
    files, variables = UV_CASES[case]
    words = {**urls(servers), "home": str(tmp_path)}
    environ = {name: value.format(**words) for name, value in variables.items()}
    write(tmp_path, files, words)
    folder = tmp_path / "project"
    folder.mkdir(exist_ok=True)
    command = [
        uv(),
        "pip",
        "install",
        "--dry-run",
        "--no-deps",
        "--no-cache",
        "--python",
        sys.executable,
    ]
    said = run([*command, "mmcv"], environ, folder, tmp_path)
    where = Where(Root(), environ, str(tmp_path), "", str(folder), "linux")
    assert asked(servers) == expected(read_configuration("uv", where)), said


def write(folder, files, words):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(**words))
