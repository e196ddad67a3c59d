"""Tables are found, read late, read once, and cost next to nothing to import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from envdoctor.compat import tables as module
from envdoctor.compat.document import Document, TablesError
from envdoctor.compat.tables import Tables, tables_root

ROOT = Path(__file__).resolve().parents[3]
SUBJECTS = (
    "torch", "cuda", "gpus", "openmmlab", "mmcv_wheels", "known_bad", "libraries", "causes",
    "docker_images",
)  # fmt: skip


def test_a_checkout_finds_its_own_tables():
    assert Path(tables_root()) == ROOT / "compat_tables"


def test_every_subject_loads_and_tells_its_age(tables):
    for subject in SUBJECTS:
        assert getattr(tables, subject).as_of >= "2026-11-22"
        assert getattr(tables, subject) is getattr(tables, subject), "read once"


def test_the_age_is_that_of_the_oldest_table_read(tmp_path):
    (tmp_path / "compiled").mkdir()
    for name, date in (("causes", "2026-11-22"), ("libraries", "2026-10-01")):
        content = {"title": name, "as_of": date, "sources": {}}
        (tmp_path / "compiled" / f"{name}.json").write_text(json.dumps(content))
    found = Tables(str(tmp_path))
    assert found.as_of == ""
    assert found.causes.words() == ()
    assert found.as_of == "2026-11-22"
    assert found.libraries.as_of == "2026-10-01"
    assert found.as_of == "2026-10-01"


def test_without_a_gpu_no_architecture_list_is_read(monkeypatch):
    read = []
    load = Document.load.__func__

    def record(cls, root, subject):
        read.append(subject)
        return load(cls, root, subject)

    monkeypatch.setattr(Document, "load", classmethod(record))
    found = Tables()
    found.torch.release("2.1.2")
    found.torch.numpy_support("2.1.2", "linux")
    found.openmmlab.asserts("mmaction2", "1.2.0")
    assert read == ["torch", "openmmlab"]
    found.torch.arch_list("2.1.2", "cu121", "linux", "x86_64")
    found.torch.releases_with((8, 6), "linux", "x86_64")
    assert read == ["torch", "openmmlab", "torch_arch"]


def test_two_tables_share_nothing(tmp_path):
    assert Tables().torch is not Tables().torch


def test_missing_tables_are_said_in_one_line(tmp_path):
    with pytest.raises(TablesError, match="cannot read the table"):
        _ = Tables(str(tmp_path)).torch


@pytest.mark.parametrize("content", ["", "{", "[]", '{"title": "x"}'])
def test_damaged_tables_are_said_in_one_line(tmp_path, content):
    (tmp_path / "compiled").mkdir()
    (tmp_path / "compiled" / "causes.json").write_text(content)
    with pytest.raises(TablesError, match=r"causes\.json"):
        _ = Tables(str(tmp_path)).causes


def test_no_tables_at_all(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "__file__", str(tmp_path / "envdoctor" / "compat" / "tables.py"))
    with pytest.raises(TablesError, match="no compat_tables"):
        tables_root()


def test_tables_inside_the_package_go_first(monkeypatch, tmp_path):
    package = tmp_path / "site-packages" / "envdoctor"
    for parent in (package, package.parent):
        (parent / "compat_tables" / "compiled").mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(package / "compat" / "tables.py"))
    assert Path(tables_root()) == package / "compat_tables"


def test_importing_the_way_in_is_cheap():
    code = (
        "import sys; before = set(sys.modules); import envdoctor.compat.tables as t; "
        "t.Tables(); new = set(sys.modules) - before; "
        "print(' '.join(sorted(m for m in new if m.split('.')[0] in "
        "{'dataclasses', 'packaging', 'tomllib', 'tomli', 'pathlib', 'importlib.metadata', 'logging'}"
        " or m.startswith('envdoctor.compat.'))))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["envdoctor.compat.document", "envdoctor.compat.tables"]


def test_questions_without_versions_need_no_packaging():
    code = (
        "import sys; from envdoctor.compat.tables import Tables; t = Tables(); "
        "t.torch.arch_list('2.1.2', 'cu121', 'linux', 'x86_64').runs_on((8, 6)); "
        "t.cuda.driver_need('12.1', 'linux').met_by('535.1'); t.cuda.cuda_of_driver('535.1', 'linux'); "
        "t.openmmlab.minimum('cuda'); t.torch.release('2.1.2'); "
        "print([m for m in sys.modules if m.split('.')[0] == 'packaging'])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
