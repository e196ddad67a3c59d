"""pip installs from requirements.txt and from conda's pip section what the plan says, from where it says."""

import json
import subprocess
import sys

import pytest
import yaml

from envdoctor.api.lock import lock_of
from envdoctor.report.export.conda import conda
from envdoctor.report.export.requirements import requirements
from tests.support.exports import PYTHON, manifest, planned

ALL = {"packages": ("mmdet", "mmpose")}


def by_pip(here, folder, text, *options):
    """What pip would install from the lines: name to (version, address); its complaint otherwise."""
    file = folder / "requirements.txt"
    file.write_text(text, encoding="utf-8")
    report = folder / "report.json"
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    done = subprocess.run(
        [*command, "--report", str(report), *options, "-r", str(file)],
        capture_output=True,
        text=True,
        env=here.environ,
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        return done.stderr
    rows = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {
        row["metadata"]["name"].lower().replace("_", "-"): (
            row["metadata"]["version"],
            row["download_info"]["url"],
        )
        for row in rows
    }


def is_the_plan(found, report, here, without=()):
    for pin in report.resolution.plan.pins:
        if pin.name in without:
            assert pin.name not in found
            continue
        version, url = found[pin.name]
        if pin.specifier.startswith("=="):
            assert version == pin.version
        place = pin.index_url or here.ordinary
        assert url.startswith(place.rpartition("/")[0]), (pin.name, url)
    assert "chumpy" not in found
    assert found["numpy"][0] == "1.26.4"
    assert found["setuptools"][0] == "81.0.0"


def test_every_package_comes_from_its_index(here, tmp_path):
    report = planned(here, **ALL)
    written = requirements(manifest(report))
    found = by_pip(here, tmp_path, written.content)
    is_the_plan(found, report, here, without=("mmpose",))
    assert found["sympy"][0] == "3.0"
    named = {remark.name for remark in written.remarks}
    assert named == {"package.apart", "package.incomplete", "version.open"}
    told = next(r for r in written.remarks if r.name == "version.open").params["requirements"]
    assert "numpy" not in told, "the index told which one"
    assert "scipy" in told


def test_the_command_for_what_cannot_be_listed_works(here, tmp_path):
    report = planned(here, **ALL)
    line = requirements(manifest(report)).content.splitlines()[-1]
    assert line == "# afterwards: python -m pip install --no-deps mmpose==1.3.2"
    assert by_pip(here, tmp_path, line.split()[-1], "--no-deps")["mmpose"][0] == "1.3.2"


def test_with_hashes_the_list_is_whole(here, tmp_path):
    report = planned(here, **ALL)
    lock = lock_of(manifest(report), report, here.environ, 120, offline=False)
    text = requirements(manifest(report), lock).content
    found = by_pip(here, tmp_path, text, "--no-deps", "--require-hashes")
    is_the_plan(found, report, here)
    assert {"sympy", "addict", "yapf", "scipy"} <= set(found)
    assert "--no-deps" in text.splitlines()[3]


@pytest.mark.parametrize("place", ["torch", "page", "ordinary"])
def test_a_file_that_was_exchanged_is_refused(place, here, tmp_path):
    report = planned(here)
    lock = lock_of(manifest(report), report, here.environ, 120, offline=False)
    text = requirements(manifest(report), lock).content
    name = {"torch": "torch-2", "page": "mmcv-2", "ordinary": "mmengine-0"}[place]
    wheel = next(path for path in here.folders[place].glob(f"{name}*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"x")
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in by_pip(here, tmp_path, text, "--no-deps")


def test_environment_yml_holds_the_same_for_conda(here, tmp_path):
    report = planned(here, **ALL)
    document = yaml.safe_load(conda(manifest(report)).content)
    assert list(document) == ["name", "channels", "dependencies"]
    assert document["channels"] == ["conda-forge", "nodefaults"]
    python, pip, section = document["dependencies"]
    assert (python, pip) == (f"python={PYTHON}", "pip")
    # conda writes the section line by line into a file, and calls pip with it.
    found = by_pip(here, tmp_path, "\n".join(section["pip"]), "-U")
    is_the_plan(found, report, here, without=("mmpose",))


def test_without_the_page_nothing_else_is_taken(here, tmp_path):
    report = planned(here)
    next(here.folders["page"].glob("mmcv*.whl")).unlink()
    said = by_pip(here, tmp_path, requirements(manifest(report)).content)
    assert "No matching distribution found for mmcv" in said
