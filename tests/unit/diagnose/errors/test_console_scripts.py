"""A module is not found by a program that a console script started: the script may be another environment's."""

import pytest

from tests.support.texts import causes_of, named

ERROR = "ModuleNotFoundError: No module named 'datasets'\n"
MMCV = "ModuleNotFoundError: No module named 'mmengine'\n"
ELSEWHERE, MISSING = "wrong_environment_active", "dependency_missing"


@pytest.mark.parametrize("error", [ERROR, MMCV])
@pytest.mark.parametrize(
    "command",
    [
        "$ torchrun --nproc_per_node 2 train.py",
        "$ CUDA_VISIBLE_DEVICES=0 accelerate launch train.py",
        "$ deepspeed train.py",
        "$ pytest tests",
        "$ cd project && ray job submit -- python train.py",
        '  File "/usr/local/bin/torchrun", line 8, in <module>',
    ],
)
class TestStartedByAScript:
    def test_nothing_else_is_told(self, command, error):
        found = named(f"{command}\n\n{error}")
        assert found[:2] == [(MISSING, "medium"), (ELSEWHERE, "low")]
        assert "which" in causes_of(f"{command}\n\n{error}")[1].ask

    @pytest.mark.parametrize("told", ["$ conda activate open-mmlab", "$ source .venv/bin/activate"])
    def test_an_environment_is_told(self, command, error, told):
        found = named(f"{told}\n{command}\n\n{error}")
        assert found[:2] == [(ELSEWHERE, "medium"), (MISSING, "low")]


def test_the_package_is_listed():
    text = f"mmengine: 0.10.3\n\n$ torchrun train.py\n\n{MMCV}"
    assert named(text)[0] == (ELSEWHERE, "medium")


@pytest.mark.parametrize(
    "command",
    ["$ python train.py", "$ python -m torch.distributed.run train.py", "$ pip install pytest"],
)
def test_started_by_python(command):
    assert ELSEWHERE not in dict(named(f"$ conda activate open-mmlab\n{command}\n\n{ERROR}"))
