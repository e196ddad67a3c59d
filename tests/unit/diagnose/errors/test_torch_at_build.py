"""No module named 'torch', and nothing shows the build: an installation is spoken of, or a program ran."""

import pytest

from tests.support.texts import named

ERROR = "ModuleNotFoundError: No module named 'torch'\n"


@pytest.mark.parametrize(
    "around",
    [
        "Building the docker image of the project fails:",
        "RUN pip install -r requirements.txt",
        "installing from requirements.txt",
        "docker build .",
        "poetry install",
        "pixi install",
        "uv sync",
        "the packages of environment.yml do not install",
    ],
)
def test_an_installation_is_spoken_of(around):
    found = named(f"{around}\n\n{ERROR}")
    assert [cause for cause, _ in found[:2]] == ["build_isolation", "dependency_missing"]
    assert found[0][1] == "medium"


@pytest.mark.parametrize(
    "around",
    [
        "pip install -r requirements.txt\n\n$ python tools/train.py config.py",
        "docker build .\n>>> import torch",
        'docker build .\n  File "/src/project/train.py", line 3, in <module>',
        "$ docker run image torchrun --nproc_per_node 2 train.py",
    ],
)
def test_a_program_ran(around):
    assert named(f"{around}\n{ERROR}")[0][0] != "build_isolation"


def test_nothing_is_told():
    assert named(ERROR)[0] == ("dependency_missing", "medium")
