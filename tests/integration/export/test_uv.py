"""uv takes the project and the lock: every package from its one index, what is compiled as it must be."""

import io
import shutil
import subprocess
import sys
import tarfile

import pytest

from envdoctor.api.lock import NoLock, lock_of
from envdoctor.facts.indexes.address import Address
from envdoctor.facts.indexes.complete import Incomplete, Target, complete, uv_program
from envdoctor.facts.indexes.configuration import Configuration, Place
from envdoctor.report.export.pylock import pylock
from envdoctor.report.export.uv_project import uv_project
from tests.support.exports import PYTHON, manifest, planned
from tests.support.index_server import make_wheel

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.skipif(not uv_program(), reason="needs uv")
ALL = {"packages": ("mmdet", "mmpose")}


def uv(here, folder, *words, fails=False, **environ):
    done = subprocess.run(
        [uv_program(), *words],
        capture_output=True,
        text=True,
        cwd=str(folder),
        env={**here.environ, "UV_DEFAULT_INDEX": here.ordinary, **environ},
        timeout=300,
        check=False,
    )
    assert (done.returncode != 0) == fails, done.stderr
    return done.stdout + done.stderr


def locked(here, folder, text):
    """uv's own lock of the project: name to (version, index)."""
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    uv(here, folder, "lock", "--python", sys.executable)
    rows = tomllib.loads((folder / "uv.lock").read_text(encoding="utf-8"))["package"]
    return {
        row["name"]: (row.get("version"), row["source"].get("registry"))
        for row in rows
        if "virtual" not in row["source"]
    }


def test_the_project_locks_each_package_to_its_index(here, tmp_path):
    report = planned(here, **ALL)
    written = uv_project(manifest(report))
    found = locked(here, tmp_path, written.content)
    for pin in report.resolution.plan.pins:
        version, index = found[pin.name]
        assert index == (pin.index_url or here.ordinary), pin.name
        if pin.specifier.startswith("=="):
            assert version == pin.version
    assert "chumpy" not in found or found["chumpy"][0] is None
    assert found["sympy"] == ("3.0", here.ordinary)
    names = {remark.name for remark in written.remarks}
    assert names == {"package.left_out", "package.incomplete", "version.open"}


def test_the_project_installs(here, tmp_path):
    report = planned(here)
    locked(here, tmp_path, uv_project(manifest(report)).content)
    uv(here, tmp_path, "sync", "--python", sys.executable)
    code = "import mmcv, torch, sympy; print(torch.__version__, mmcv.__version__)"
    python = str(tmp_path / ".venv" / "bin" / "python")
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == [report.resolution.plan.pin("torch").version, "2.1.0"]


BACKEND = """\
import os, zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    import torch  # not there when it is built apart from the environment
    open(os.environ["MARK"], "a").write(os.environ["MMCV_WITH_OPS"] + torch.__version__)
    info = "mmcv-2.1.0.dist-info/"
    files = {
        "mmcv.py": "__version__ = '2.1.0'",
        info + "METADATA": "Metadata-Version: 2.1\\nName: mmcv\\nVersion: 2.1.0\\n",
        info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[info + "RECORD"] = "".join(name + ",,\\n" for name in files)
    with zipfile.ZipFile(os.path.join(folder, "mmcv-2.1.0-py3-none-any.whl"), "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return "mmcv-2.1.0-py3-none-any.whl"
"""
SYSTEM = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


def sdist(folder, files):
    with tarfile.open(str(folder / "mmcv-2.1.0.tar.gz"), "w:gz") as archive:
        for name, text in files.items():
            data = text.encode()
            entry = tarfile.TarInfo(f"mmcv-2.1.0/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


COMPILED = {
    "gpus": [{"name": "NVIDIA GeForce RTX 5090", "compute_capability": [12, 0]}],
    "driver": {"version": "580.65.06"},
    "toolkits": {"state": "unknown", "source": "test", "reason": ""},
}


@pytest.fixture
def compiled(here):
    report = planned(here, COMPILED, may_compile=True)
    info = "Metadata-Version: 2.1\nName: mmcv\nVersion: 2.1.0\n"
    sdist(
        here.folders["ordinary"],
        {"backend.py": BACKEND, "pyproject.toml": SYSTEM, "PKG-INFO": info},
    )
    return report


def test_what_is_compiled_sees_the_environment(here, tmp_path, compiled):
    item = manifest(compiled)
    assert item.compiled.name == "mmcv"
    written = uv_project(item)
    told = next(r for r in written.remarks if r.name == "package.compiled_by_uv").params
    assert told["first"] == "uv sync --no-install-package mmcv"
    assert "MMCV_WITH_OPS=1" in told["second"]
    assert "FORCE_CUDA=1" in told["second"]
    locked(here, tmp_path, written.content)
    uv(here, tmp_path, "sync", "--no-install-package", "mmcv", "--python", sys.executable)
    mark = tmp_path / "mark"
    words = dict(word.split("=") for word in told["second"].split() if "=" in word)
    words = {name: value.strip("'") for name, value in words.items()}
    uv(here, tmp_path, "sync", "--python", sys.executable, MARK=str(mark), **words)
    torch = compiled.resolution.plan.pin("torch").version
    assert f"1{torch}" in mark.read_text()


def test_no_lock_of_what_is_compiled(here, compiled):
    with pytest.raises(NoLock) as refused:
        lock_of(manifest(compiled), compiled, here.environ, 60, offline=False)
    assert refused.value.remark.name == "lock.compiled"


def test_pylock_is_valid_whole_and_bound(here, tmp_path):
    from packaging.pylock import Pylock

    report = planned(here, **ALL)
    lock = lock_of(manifest(report), report, here.environ, 120, offline=False)
    text = pylock(manifest(report), lock).content
    found = Pylock.from_dict(tomllib.loads(text))
    found.validate()
    assert str(found.requires_python) == f"=={PYTHON}.*"
    packages = {package.name: package for package in found.packages}
    for pin in report.resolution.plan.pins:
        place = (pin.index_url or here.ordinary).rpartition("/")[0]
        assert all(wheel.url.startswith(place) for wheel in packages[pin.name].wheels), pin.name
    assert "chumpy" not in packages
    assert {"sympy", "addict"} <= set(packages)


def test_uv_installs_from_pylock(here, tmp_path):
    report = planned(here, **ALL)
    lock = lock_of(manifest(report), report, here.environ, 120, offline=False)
    file = tmp_path / "pylock.toml"
    file.write_text(pylock(manifest(report), lock).content, encoding="utf-8")
    uv(here, tmp_path, "venv", "--python", sys.executable, ".venv")
    said = uv(here, tmp_path, "pip", "sync", "--dry-run", "pylock.toml", "--preview")
    assert f"Would install {len(lock.packages)} packages" in said
    uv(here, tmp_path, "pip", "sync", "pylock.toml", "--preview")
    (site,) = (tmp_path / ".venv" / "lib").glob("python*/site-packages")
    assert {"torch.py", "mmcv.py", "mmpose.py", "sympy.py"} <= {p.name for p in site.iterdir()}


def test_pip_s_own_settings_count(here):
    """pip takes the best of all its indexes; so does the lock."""
    from tests.support.index_server import Index, Server, make_wheel, running

    report = planned(here)
    more = here.folders["ordinary"].parent / "more"
    more.mkdir()
    make_wheel(more, "sympy", "4.0")
    with running(Server()) as server:
        extra = Index(server, more, speaks_json=True).url
        environ = {**here.environ, "PIP_EXTRA_INDEX_URL": extra}
        lock = lock_of(manifest(report), report, environ, 120, offline=False)
    assert {p.name: p.version for p in lock.packages}["sympy"] == "4.0"


def test_a_wheel_of_the_user_s_own_page_is_taken_from_there(here):
    """Where the bound index does not answer, pip's find-links may have the very build."""
    wheels = here.folders["torch"]
    environ = {**here.environ, "PIP_FIND_LINKS": str(wheels)}
    found = here._replace(environ=environ)
    from tests.support.index_server import Answer

    here.servers["torch"].paths["*"] = Answer("no", status=503)
    report = planned(found)
    lock = lock_of(manifest(report), report, environ, 120, offline=False)
    torch = next(p for p in lock.packages if p.name == "torch")
    assert torch.wheels[0].url.startswith("file://")
    written = pylock(manifest(report), lock)
    told = next(remark for remark in written.remarks if remark.name == "lock.local")
    assert "torch, torchvision" in told.params["packages"]


def test_an_index_that_is_gone_is_one_sentence_and_no_lock(here):
    report = planned(here)
    here.servers["ordinary"].http.shutdown()
    here.servers["ordinary"].http.server_close()
    environ = {**here.environ, "UV_HTTP_RETRIES": "0"}
    with pytest.raises(NoLock) as refused:
        lock_of(manifest(report), report, environ, 60, offline=False)
    remark = refused.value.remark
    said = remark.sentence.format(**remark.params)
    assert said.startswith("uv found no complete set: ")
    assert "\n" not in said
    assert here.ordinary.partition("/simple")[0] in said


def test_credentials_reach_the_index_and_nothing_else(here, tmp_path):
    report = planned(here)
    secret = here.ordinary.replace("://", "://jane:hunter2@")
    environ = {**here.environ, "PIP_INDEX_URL": secret}
    lock = lock_of(manifest(report), report, environ, 120, offline=False)
    text = pylock(manifest(report), lock).content
    assert "hunter2" not in text
    sent = [headers.get("Authorization", "") for _path, headers in here.servers["ordinary"].seen]
    assert any(value.startswith("Basic ") for value in sent)
    here.servers["ordinary"].http.shutdown()
    here.servers["ordinary"].http.server_close()
    with pytest.raises(NoLock) as refused:
        lock_of(manifest(report), report, {**environ, "UV_HTTP_RETRIES": "0"}, 60, offline=False)
    assert "hunter2" not in str(refused.value.remark.params)


def test_no_time_is_one_sentence(here):
    report = planned(here)
    with pytest.raises(NoLock) as refused:
        lock_of(manifest(report), report, here.environ, 0.01, offline=False)
    assert "within 0.01 s" in refused.value.remark.sentence.format(**refused.value.remark.params)


@pytest.mark.parametrize(("macos", "is_there"), [("14.0", True), ("", False)])
def test_wheels_of_a_newer_macos(macos, is_there, here, tmp_path):
    """uv plans for an old macOS unless it is told which one it is."""
    wheel = f"cp{PYTHON.replace('.', '')}-none-macosx_14_0_arm64"
    make_wheel(here.folders["ordinary"], "thing", "1.0", wheel)
    project = f'[project]\nname = "x"\nversion = "0"\nrequires-python = "=={PYTHON}.*"\ndependencies = ["thing"]\n'
    settings = Configuration("pip", (Place(Address.of(here.ordinary), "test"),))
    target = Target(PYTHON, "aarch64-apple-darwin", macos)
    if is_there:
        assert complete(project, target, settings, here.environ, 60).packages[0].name == "thing"
    else:
        with pytest.raises(Incomplete, match="macosx_14_0_arm64"):
            complete(project, target, settings, here.environ, 60)


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_what_comes_from_its_repository_is_locked_to_a_commit(here, tmp_path):
    report = planned(here, mode="source")
    repository = tmp_path / "mmaction2"
    repository.mkdir()
    (repository / "setup.py").write_text("raise SystemExit('nobody runs this')\n")
    git = ["git", "-C", str(repository), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"], ["tag", "v1.2.0"]):
        subprocess.run([*git, *words], check=True, env=here.environ)
    head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    made = manifest(report)
    items = tuple(
        item._replace(repository=f"{repository.as_uri()}@v1.2.0") if item.repository else item
        for item in made.items
    )
    assert [item.name for item in made.items if item.repository] == ["mmaction2"]
    lock = lock_of(made._replace(items=items), report, here.environ, 120, offline=False)
    package = next(p for p in lock.packages if p.name == "mmaction2")
    assert (package.commit, package.revision) == (head.stdout.strip(), "v1.2.0")
    from packaging.pylock import Pylock

    Pylock.from_dict(tomllib.loads(pylock(made, lock).content)).validate()
    assert made.gaps == ()
