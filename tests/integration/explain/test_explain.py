"""`envdoctor explain` as a user calls it."""

import json
import subprocess
import sys

import pytest

from tests.support.schemas import validated

CALL = [sys.executable, "-m", "envdoctor", "explain"]
PASTE = """\
(openmmlab) jane@box:~/mmaction2$ python demo/demo.py
Traceback (most recent call last):
  File "/home/jane/miniconda3/lib/python3.10/site-packages/mmdet/__init__.py", line 16, in <module>
AssertionError: MMCV==2.2.0 is used but incompatible. Please install mmcv>=2.0.0rc4, <2.2.0.
"""


def explain(*options, text=None):
    data = text.encode() if isinstance(text, str) else text
    argv = [*CALL, *options]
    return subprocess.run(argv, input=data, capture_output=True, check=False, timeout=60)


def document(text):
    done = explain("--json", "-", text=text)
    return done.returncode, validated(done.stdout.decode())


def test_the_cause_its_line_and_its_commands():
    code, found = document(PASTE)
    assert code == 0
    cause = found["causes"][0]
    assert (cause["cause"], cause["confidence"], cause["phase"]) == (
        "mmcv_too_new",
        "high",
        "import",
    )
    assert cause["line"] == 4
    assert cause["evidence"][0]["value"].startswith("AssertionError: MMCV==2.2.0")
    assert any("mmcv" in " ".join(c) for fix in cause["fixes"] for c in fix["commands"])
    assert cause["confirm"]
    assert not found["not_environment"]


def test_what_is_not_the_environments_fault():
    code, found = document("RuntimeError: CUDA error: device-side assert triggered\n")
    assert code == 0
    assert found["not_environment"]
    assert found["causes"][0]["cause"] == "not_environment"
    assert found["causes"][0]["fixes"] == [] or found["causes"][0]["fixes"][0]["commands"] == []


def test_no_cause_known_is_an_answer_with_exit_code_1():
    code, found = document("all went well\n")
    assert (code, found["ok"], found["causes"]) == (1, False, [])


def test_the_text_becomes_facts_and_what_it_does_not_say_stays_unknown():
    _, found = document("[pip3] torch==2.1.2+cu121\nPyTorch version: 2.1.2+cu121\n" + PASTE)
    facts = found["facts"]
    assert facts["torch"]["value"]["variant"] == "cu121"
    assert facts["driver"]["state"] == "unknown"


def test_nobodys_name_is_repeated():
    done = explain("--json", "-", text=PASTE)
    assert b"jane" not in done.stdout
    assert b"box" not in done.stdout
    assert b"jane" not in explain("-", text=PASTE).stdout


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_files_of_any_encoding(tmp_path, encoding):
    file = tmp_path / "log.txt"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    file.write_bytes((mark + PASTE.replace("\n", "\r\n")).encode(encoding))
    done = explain("--json", str(file))
    assert json.loads(done.stdout)["causes"][0]["cause"] == "mmcv_too_new"


@pytest.mark.parametrize(
    ("name", "says"),
    [("missing.txt", "cannot be read"), ("", "cannot be read"), ("empty", "holds no text")],
)
def test_what_cannot_be_read_is_a_wrong_call(tmp_path, name, says):
    (tmp_path / "empty").write_bytes(b"\n\n")
    done = explain(str(tmp_path / name) if name else str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert says in done.stderr.decode()
    assert validated(explain("--json", str(tmp_path / "missing")).stdout.decode())["exit_code"] == 2


def test_bytes_that_are_no_text_do_no_harm():
    done = explain(
        "-",
        text=bytes(range(256)) * 50
        + b"\x1b[2J\x1b]0;x\x07ImportError: libGL.so.1: \x1b[31mcannot open shared object file\n",
    )
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert b"missing_system_library" in done.stdout


def test_in_chinese():
    done = explain("--lang", "zh", "-", text=PASTE)
    shown = done.stdout.decode()
    assert "原因" in shown
    assert "mmcv_too_new" in shown


def test_quiet_is_the_verdict_alone():
    assert explain("-q", "-", text=PASTE).stdout.count(b"\n") == 1
