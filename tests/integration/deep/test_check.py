"""`check --deep` as it is called, on environments with small packages under the stack's names."""

import base64
import hashlib
import json
import os
import subprocess
import sys
import venv

import pytest

from tests.support.pythons import environ
from tests.support.schemas import validated

REPOSITORY = os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
)
ENV = ("--env", ".")
TORCH = """
class version:
    cuda = None
class cuda:
    is_available = staticmethod(lambda: False)
    get_arch_list = staticmethod(lambda: [])
__version__ = "2.1.2+cpu"
"""


@pytest.fixture
def env(tmp_path):
    """An environment with a torch and an mmcv of a few lines, installed as pip would."""
    folder = tmp_path / "env"
    venv.create(str(folder), with_pip=False)
    (site,) = folder.rglob("site-packages")

    def install(name, release, files):
        rows = []
        for path, text in {**files, "version.py": f"__version__ = '{release}'\n"}.items():
            place = site / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()
            rows.append(f"{name}/{path},sha256={digest.rstrip('=')},{len(text)}\n")
        info = site / f"{name}-{release}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {release}\n"
        (info / "METADATA").write_text(metadata)
        (info / "RECORD").write_text("".join(rows))

    install("torch", "2.1.2+cpu", {"__init__.py": TORCH})
    install("mmengine", "0.10.7", {"__init__.py": ""})
    install(
        "mmcv",
        "2.1.0",
        {"__init__.py": "import torch\n", "cnn.py": "", "ops/__init__.py": "import mmcv._ext\n"},
    )
    return folder, site


def check(folder, *options, code):
    done = subprocess.run(
        [sys.executable, "-m", "envdoctor", "check", "--json", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=str(folder),
        env={**environ(), "PYTHONPATH": REPOSITORY},
        timeout=120,
    )
    assert done.returncode == code, done.stdout + done.stderr
    document = validated(done.stdout)
    return document, {finding["id"]: finding for finding in document.get("findings", ())}


def test_without_the_option_nothing_is_run(env):
    folder, site = env
    ran = folder / "ran"
    (site / "torch" / "__init__.py").write_text(f"open({str(ran)!r}, 'w').close()")
    document, _ = check(folder, *ENV, code=0)
    for name in ("files", "imports", "swallowed", "torch_cuda"):
        assert document["facts"][name]["state"] == "unknown"
        assert document["facts"][name]["reason"] == "only with --deep"
    assert not ran.exists()


def test_a_whole_environment_is_quiet(env):
    document, found = check(env[0], *ENV, "--deep", code=0)
    assert document["ok"]
    assert not {"python.imports", "python.files_damaged"} & set(found)
    assert document["facts"]["torch_cuda"]["value"]["available"] is False
    imported = {item["module"]: item["state"] for item in document["facts"]["imports"]["value"]}
    assert (imported["torch"], imported["mmcv"], imported["mmaction"]) == (
        "imported",
        "imported",
        "not there",
    )


def test_a_crash_and_a_file_that_is_gone(env):
    folder, site = env
    (site / "torch" / "__init__.py").write_text("import os\nos.abort()\n")
    (site / "mmcv" / "cnn.py").unlink()
    _, found = check(folder, *ENV, "--deep", code=1)
    assert found["python.files_damaged"]["cause"] in ("mmcv_install_damaged", "package_damaged")
    imports = found["python.imports"]
    assert imports["cause"] == "import_crashes"
    assert imports["params"]["modules"] == "torch, torch.cuda, mmcv, mmcv.ops"
    assert imports["follows_from"] == ["python.files_damaged"]


def test_the_report_names_no_private_folder(env):
    folder, site = env
    (site / "mmcv" / "__init__.py").write_text("raise OSError(__file__)")
    document, found = check(folder, *ENV, "--deep", code=1)
    assert found["python.imports"]["params"]["message"].startswith("<prefix>")
    assert str(folder) not in json.dumps(document["facts"]["imports"])


def test_saved_facts_keep_what_was_imported(env, tmp_path):
    folder, site = env
    (site / "mmcv" / "__init__.py").write_text("1 / 0\n")
    document, found = check(folder, *ENV, "--deep", code=1)
    assert found["python.imports"]["cause"] == "import_fails"
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(document))
    _, again = check(folder, "--facts", str(saved), code=1)
    assert list(again) == list(found)


def test_saved_facts_cannot_be_looked_at_more_deeply(env, tmp_path):
    saved = tmp_path / "saved.json"
    saved.write_text("{}")
    document, _ = check(env[0], "--deep", "--facts", str(saved), code=2)
    assert "exclude each other" in json.dumps(document)
