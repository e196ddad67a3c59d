"""The Dockerfile is one to a parser, and its commands do what the plan says when they are run."""

import json
import os
import subprocess
import sys

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.report.export.dockerfile import dockerfile
from tests.support.exports import manifest, planned

dockerfile_parse = pytest.importorskip("dockerfile_parse")

LIBRARIES = ["libgl1", "libglib2.0-0"]


def written(report, toolkit=False):
    found = manifest(report)._replace(python="3.10")  # an image is there, whoever runs the tests
    images = Tables().docker_images
    image = images.with_toolkit(found.cuda, "3.10") if toolkit else images.with_python("3.10")
    return dockerfile(found, image, LIBRARIES).content


def parsed(text, folder):
    parser = dockerfile_parse.DockerfileParser(path=str(folder), cache_content=False)
    parser.content = text
    return [row for row in parser.structure if row["instruction"] != "COMMENT"]


def commands(rows):
    """The commands in exec form."""
    runs = [row["value"] for row in rows if row["instruction"] == "RUN"]
    return [json.loads(value) for value in runs if value.startswith("[")]


def test_what_it_is_made_of(here, tmp_path):
    report = planned(here)
    rows = parsed(written(report), tmp_path)
    told = [(row["instruction"], row["value"]) for row in rows]
    assert told[:2] == [("ARG", "BASE_IMAGE=python:3.10-slim-bookworm"), ("FROM", "${BASE_IMAGE}")]
    assert told[-1] == ("RUN", "envdoctor check --strict --expect-gpu none")
    assert any("libgl1 libglib2.0-0" in value for name, value in told if name == "RUN")
    assert any("NVIDIA_VISIBLE_DEVICES=all" in value for name, value in told if name == "ENV")
    assert len(commands(rows)) == len(manifest(report).commands)


def test_its_commands_install_the_plan(here, tmp_path):
    report = planned(here, packages=("mmdet", "mmpose"))
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    bin_folder = tmp_path / "env" / "bin"
    environ = {**here.environ, "PATH": f"{bin_folder}{os.pathsep}{here.environ['PATH']}"}
    for argv in commands(parsed(written(report), tmp_path)):
        done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (argv, done.stderr)
    (site,) = (tmp_path / "env" / "lib").glob("python*/site-packages")
    names = {path.name for path in site.iterdir()}
    assert {"torch.py", "mmcv.py", "mmdet.py", "mmpose.py", "mmaction2.py"} <= names
    assert "chumpy.py" not in names
    stand_in = site / "mmaction" / "models" / "localizers" / "drn" / "drn.py"
    assert "published without DRN" in stand_in.read_text()


def test_a_compile_begins_with_the_toolkit(here, tmp_path):
    overlay = {
        "gpus": [{"name": "NVIDIA GeForce RTX 5090", "compute_capability": [12, 0]}],
        "driver": {"version": "580.65.06"},
        "toolkits": {"state": "unknown", "source": "test", "reason": ""},
    }
    report = planned(here, overlay, may_compile=True)
    found = manifest(report)
    rows = parsed(written(report, toolkit=True), tmp_path)
    base = rows[0]["value"]
    assert base.startswith(f"BASE_IMAGE=nvidia/cuda:{found.cuda}.")
    assert "-devel-ubuntu" in base
    build = next(argv for argv in commands(rows) if "--no-build-isolation" in argv)
    assert build[:2] == ["env", "MMCV_WITH_OPS=1"]
    assert "TORCH_CUDA_ARCH_LIST=12.0" in build
    assert ["python3", "-m", "venv", "/opt/env"] in commands(rows) or "/opt/uv/bin/uv" in str(rows)
