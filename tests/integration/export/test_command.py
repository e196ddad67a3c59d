"""`envdoctor export` as a user calls it: output, notes, files, documents, exit codes."""

import os
import stat
import sys

import pytest
import yaml

from envdoctor.api import export as api
from envdoctor.cli.main import main
from tests.support.exports import planned
from tests.support.schemas import validated

MACHINE = ("--gpu", "RTX 3090", "--driver", "535.104", "--platform", "linux_x86_64")
OFFLINE = (*MACHINE, "--python", "3.10", "--offline")


@pytest.fixture
def called(here, monkeypatch):
    """The command line with a plan whose indexes are ours."""
    report = planned(here)
    monkeypatch.setattr(api, "plan", lambda _call, _environ: report)
    for name in ("PIP_CONFIG_FILE", "PIP_INDEX_URL", "UV_NO_CACHE", "UV_PYTHON_DOWNLOADS", "HOME"):
        monkeypatch.setenv(name, here.environ[name])
    return lambda *arguments: main(["export", *arguments])


@pytest.mark.skipif(sys.platform != "linux", reason="the wheels here are for Linux")
def test_hashes_where_every_index_gives_them(tmp_path, monkeypatch, capsys):
    from tests.support import exports

    with exports.world(tmp_path, hashes_on_page=True) as here:
        report = planned(here)
        monkeypatch.setattr(api, "plan", lambda _call, _environ: report)
        for name in ("PIP_CONFIG_FILE", "PIP_INDEX_URL", "UV_NO_CACHE", "HOME"):
            monkeypatch.setenv(name, here.environ[name])
        assert main(["export", "requirements"]) == 0
    out, err = capsys.readouterr()
    lines = [line for line in out.splitlines() if "==" in line]
    assert out.count("--hash=sha256:") >= len(lines) > len(report.resolution.plan.pins)
    assert "no hashes" not in err


def test_no_hashes_where_one_page_gives_none(called, capsys):
    assert called("requirements") == 0
    out, err = capsys.readouterr()
    assert "--hash" not in out
    assert "numpy==1.26.4\n" in out
    assert "no hashes: the page that lists mmcv gives none" in " ".join(err.split())


def test_a_lock_computes_the_hash_that_is_missing(called, capsys):
    assert called("pylock", "--json") == 0
    document = validated(capsys.readouterr().out)
    assert document["format"] == "pylock"
    assert 'name = "mmcv"' in document["content"]
    assert document["plan"]["pins"]["mmcv"] == "2.1.0"


def test_no_half_of_a_lock(called, here, capsys, tmp_path, monkeypatch):
    here.servers["page"].paths["*"] = lambda _request: None
    here.servers["page"].http.shutdown()
    here.servers["page"].http.server_close()
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    file = tmp_path / "pylock.toml"
    assert called("pylock", "-o", str(file)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "Nothing was written." in err
    assert not file.exists()
    assert called("pylock", "--json") == 1
    document = validated(capsys.readouterr().out)
    assert (document["ok"], document["content"]) == (False, None)
    assert [note["name"] for note in document["notes"]] == ["lock.incomplete"]


def test_without_uv_it_says_what_is_missing(called, capsys, monkeypatch):
    monkeypatch.setattr("envdoctor.facts.indexes.complete.uv_program", str)
    assert called("pylock") == 1
    assert "pip install uv" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("name", api.FORMATS)
def test_every_format_without_any_network(name, capsys):
    code = main(["export", name, *OFFLINE, "--json"])
    document = validated(capsys.readouterr().out)
    assert code == (1 if name == "pylock" else 0)
    assert document["ok"] == (code == 0)
    assert document["format"] == name


def test_no_set_is_no_file(capsys, tmp_path):
    file = tmp_path / "x.toml"
    words = ("--gpu", "RTX 5090", "--driver", "580.65", "--platform", "linux_x86_64", "--offline")
    assert main(["export", "uv", *words, "-o", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "sm_120" in err
    assert not file.exists()
    assert main(["export", "uv", *words, "--json"]) == 1
    document = validated(capsys.readouterr().out)
    assert (document["content"], document["plan"]) == (None, None)
    assert document["conflict"]


def test_a_dockerfile_is_for_linux(capsys):
    words = ("--platform", "win_amd64", "--cpu", "--offline")
    assert main(["export", "dockerfile", *words]) == 2
    assert "--platform linux_x86_64" in capsys.readouterr().err


def test_a_compile_in_a_container_begins_with_the_toolkit(capsys):
    words = ("--gpu", "RTX 5090", "--driver", "580.65", "--platform", "linux_x86_64", "--offline")
    assert main(["export", "dockerfile", *words, "--allow-compile", "--python", "3.11"]) == 0
    out = capsys.readouterr().out
    assert "ARG BASE_IMAGE=nvidia/cuda:13.2.1-devel-ubuntu24.04\n" in out
    assert '"/opt/uv/bin/uv", "venv", "--seed", "--python", "3.11", "/opt/env"' in out


class TestFiles:
    def export(self, *words):
        return main(["export", "conda", *OFFLINE, "-q", *words])

    def test_written_whole(self, tmp_path, capsys):
        file = tmp_path / "environment.yml"
        assert self.export("-o", str(file)) == 0
        assert capsys.readouterr() == ("", "")
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["name"] == "openmmlab"
        assert [path.name for path in tmp_path.iterdir()] == ["environment.yml"]
        mask = os.umask(0)
        os.umask(mask)
        assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask

    def test_never_over_another(self, tmp_path, capsys):
        file = tmp_path / "environment.yml"
        file.write_text("mine")
        assert self.export("-o", str(file)) == 2
        assert "--force" in capsys.readouterr().err
        assert file.read_text() == "mine"
        file.chmod(0o600)
        assert self.export("-o", str(file), "--force") == 0
        assert "openmmlab" in file.read_text()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    @pytest.mark.skipif(os.name == "nt", reason="links of Unix")
    def test_a_link_that_leads_nowhere_is_there_already(self, tmp_path):
        (tmp_path / "link").symlink_to(tmp_path / "gone")
        assert self.export("-o", str(tmp_path / "link")) == 2
        assert self.export("-o", str(tmp_path / "link"), "--force") == 0
        assert (tmp_path / "gone").is_file()

    def test_where_nothing_can_be_written(self, tmp_path, capsys):
        assert self.export("-o", str(tmp_path / "none" / "x")) == 2
        assert self.export("-o", str(tmp_path), "--force") == 2
        err = capsys.readouterr().err.splitlines()
        assert [line.rpartition(" ")[2] for line in err] == ["directory", "folder"]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of Unix")
    def test_a_device_is_not_replaced(self, tmp_path, capsys):
        os.mkfifo(str(tmp_path / "pipe"))
        assert self.export("-o", str(tmp_path / "pipe"), "--force") == 2
        assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
        assert "no ordinary file" in capsys.readouterr().err

    def test_force_alone(self, capsys):
        assert self.export("--force") == 2
        assert "-o FILE" in capsys.readouterr().err

    def test_a_full_disk(self, tmp_path, monkeypatch, capsys):
        def full(_descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        assert self.export("-o", str(tmp_path / "x")) == 3
        assert "No space left" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []


def test_formats_are_those_of_the_help():
    from envdoctor.cli.arguments import EXPORT_FORMATS

    assert EXPORT_FORMATS == api.FORMATS


@pytest.mark.skipif(sys.platform != "linux", reason="reads this machine")
def test_of_this_machine(capsys):
    code = main(["export", "uv", "--cpu", "--no-ops", "--offline", "--json"])
    document = validated(capsys.readouterr().out)
    assert code == (0 if document["ok"] else 1)
    assert document["ok"] == (document["content"] is not None)
    assert sys.prefix not in (document["content"] or "")
