"""The many ways in which people ask for the CPU, and what only sounds so."""

import pytest

from tests.support.texts import named

ERROR = "AssertionError: Torch not compiled with CUDA enabled\n"

FRAME = (
    '  File "/env/lib/python3.8/site-packages/mmcv/runner.py", line 3, in load\n'
    "    checkpoint = load_checkpoint(filename, map_location='cpu')"
)


@pytest.mark.parametrize(
    "told",
    [
        "$ python demo.py config.py --device cpu",
        "$ python demo.py config.py --device=cpu",
        "$ python tools/train.py config.py --gpus 0",
        "$ python train.py --no-cuda",
        "$ python train.py --use_gpu False",
        "device: cpu",
        "device=cpu",
        "model = init_model(config, checkpoint, device='cpu')",
        "checkpoint = torch.load(path, map_location='cpu')",
        "state = torch.load(path, map_location=torch.device('cpu'))",
        '"device": "cpu",',
        "use_gpu: false",
        "export CUDA_VISIBLE_DEVICES=-1",
        "I want to run the demo on CPU.",
        "This machine is cpu only.",
        "We have no GPU here.",
        "I do not have a GPU.",
    ],
)
def test_the_cpu_was_asked_for(told):
    assert named(f"{told}\n\n{ERROR}")[0] == ("not_environment", "medium")


@pytest.mark.parametrize(
    "told",
    [
        "torch: 2.1.0+cpu",
        "pytorch 2.0 cpu only build, installed by conda",
        "$ pip install torch --index-url https://download.pytorch.org/whl/cpu",
        "$ python train.py --device cuda",
        "$ python train.py --gpus 2",
        "WARNING no GPU found, falling back",
        "CPU: Intel Core i7",
        FRAME,
    ],
)
def test_what_only_sounds_so(told):
    assert named(f"{told}\n\n{ERROR}")[0][0] == "torch_cpu_build_installed"
