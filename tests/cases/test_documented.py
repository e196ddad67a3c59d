"""Every documented command of the install pages: what comes of it today, and what is planned instead.

`documented/*.json` hold the commands, the releases that an installer takes for them, what excludes
these, and the expected answer for the described machine.
"""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds
from envdoctor.model.plan import FROM_SOURCE
from tools.documented import cases as documented
from tools.documented import page

GUIDES = documented.guides()
CASES = [pytest.param(case, id=f"{g.name}: {case.id}") for g in GUIDES for case in g.cases]
STOPS = [
    pytest.param(case, stop, id=f"{g.name}: {case.id}: {number}")
    for g in GUIDES
    for case in g.cases
    for number, stop in enumerate(case.as_documented)
]
TAKEN = [param for param in STOPS if "takes" in param.values[1]]
DEFECTS = [param for param in STOPS if "defect" in param.values[1]]
NEEDS = [param for param in STOPS if "conda_needs" in param.values[1]]

INSTALLED = {
    "pip install -U openmim": ("openxlab",),
    "mim install mmpose": ("mmpose", "chumpy"),
    'mim install "mmpose>=1.1.0"': ("mmpose", "chumpy"),
    "pip install mmaction2": ("mmaction2",),
    "pip install -v -e .": ("mmaction2",),
    "RUN pip install --no-cache-dir -e .": ("mmaction2",),
    "mim install mmcv": ("mmcv",),
    "mim install mmcv==2.0.0": ("mmcv",),
    "pip install -e . -v": ("mmcv",),
}
"""What the commands bring, of which a defect is told."""


@pytest.mark.parametrize("case", CASES)
def test_the_answer(case):
    resolution = documented.answer(case)
    assert documented.summary(resolution) == case.answer
    if resolution.plan is None:
        assert resolution.nearest
    else:
        clones = [build.name for build in resolution.plan.source_builds if not build.compiles]
        assert clones == (["mmaction2"] if "source" in case.wishes else [])
        mmcv = resolution.plan.pin("mmcv") or resolution.plan.pin("mmcv-lite")
        assert (mmcv.how == FROM_SOURCE) == ("--allow-compile" in case.wishes)


@pytest.mark.parametrize(("case", "stop"), TAKEN)
def test_what_an_installer_takes_is_excluded_by_what_is_said(case, stop):
    resolution = documented.taken(case, stop)
    assert [member.name for member in documented.behind(resolution)] == stop["excluded_by"]
    assert (resolution.plan is None) == bool(stop["excluded_by"])


@pytest.mark.parametrize(("case", "stop"), TAKEN)
def test_what_an_installer_takes_is_what_the_tables_have(case, stop):
    facts = documented.asked(case).facts.platform.known()
    python = case.wishes[case.wishes.index("--python") + 1]
    for take in stop["takes"].values():
        if take["by"] != "named":
            newest = documented.newest(take["by"], python, facts.system, facts.machine)
            assert take["version"] == newest
        else:
            assert take["version"] in named_in(case, stop)


def named_in(case, stop):
    """All that is written in a case, by which a release is "named": in commands and addresses."""
    text = " ".join((stop["command"], *case.commands, *DOCKERFILES.get(case.id, ())))
    return {version for version in RELEASES if version in text or version[:-2] in text}


RELEASES = {*Tables().torch.versions(), *Tables().mmcv_wheels.releases()}
DOCKERFILES = {"docker": ("1.8.1", "1.9"), "docker-ampere": ("1.8.1",)}
"""What the pages' Dockerfiles begin with."""


@pytest.mark.parametrize(("case", "stop"), DEFECTS)
def test_a_defect_is_one_of_what_the_command_brings(case, stop):
    known = documented.defect(stop["defect"])
    assert known.package in INSTALLED[stop["command"]]
    assert known.source
    newest = Tables().openmmlab.newest(known.package)
    named = stop["command"].partition("==")[2]
    if newest and known.package != "chumpy":
        versions = [named] if named else ["2.1.0", "2.2.0", newest]
        assert any(Bounds.parse(known.versions).holds(version) for version in versions)


@pytest.mark.parametrize(("case", "stop"), NEEDS)
def test_a_channel_that_is_not_named_is_one_that_the_build_needs(case, stop):
    takes = next(other["takes"] for other in case.as_documented if "takes" in other)
    assert documented.conda_channel(takes["torch"]["version"]) == stop["conda_needs"]
    assert f"-c {stop['conda_needs']}" not in stop["command"]


@pytest.mark.parametrize("case", CASES)
def test_every_command_that_fails_is_among_those_of_its_page(case):
    for stop in case.as_documented:
        own = " ".join(case.commands)
        assert stop["command"] in own or "docker build" in own


def test_nothing_of_the_page_is_left_out():
    mmaction2 = GUIDES[0]
    told = {case.id for case in mmaction2.cases}
    assert {"gpu-package", "gpu-source", "cpu-package", "cpu-source", "docker"} <= told
    assert {"mmcv-without-mim", "cuda-11", "cuda-10.2", "windows", "macos"} <= told
    commands = {command for case in mmaction2.cases for command in case.commands}
    assert {
        "conda install pytorch torchvision -c pytorch",
        "conda install pytorch torchvision cpuonly -c pytorch",
        "mim install mmpose",
        "pip install mmaction2",
        "pip install -v -e .",
        "docker build -f ./docker/Dockerfile --rm -t mmaction2 .",
    } <= commands


def test_docs_installing_is_up_to_date():
    with open(page.PAGE, encoding="utf-8") as file:
        assert file.read() == page.rendered(), "run python tools/documented/page.py"
