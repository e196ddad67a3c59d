"""A real Python 3.7, where one can be found, as the target."""

import glob
import os
import shutil

import pytest

from envdoctor.model.stage import StageResult
from envdoctor.verify.request import VerifyRequest
from envdoctor.verify.run import verify


def python37():
    """ENVDOCTOR_TEST_PYTHON37, else python3.7 on PATH, else one of pyenv's."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    installed = glob.glob(os.path.join(root, "versions", "3.7.*", "bin", "python"))
    named = os.environ.get("ENVDOCTOR_TEST_PYTHON37")
    return named or next(iter(installed), None) or shutil.which("python3.7")


@pytest.mark.skipif(python37() is None, reason="no Python 3.7 on this machine")
def test_every_stage_is_reached_on_python_3_7(monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    results = list(verify(VerifyRequest(python37() or "")))
    found = {result.name: result for result in results if isinstance(result, StageResult)}
    assert found["interpreter"].ok
    assert found["interpreter"].measured.startswith("3.7.")
    # Whatever is or isn't installed there: no stage broke on the language itself.
    assert not [stage for stage in found.values() if stage.reason_id in ("error", "crashed")]
    assert "golden.cpu" in found
