"""Lines come out of mails, logs and tables as the tool printed them, with their numbers."""

import pytest

from envdoctor.facts.text.lines import pieces, plain
from envdoctor.model.account import Quote


@pytest.mark.parametrize(
    "text",
    [
        "PyTorch: 1.8.1",
        "  > > PyTorch: 1.8.1",
        "| PyTorch: 1.8.1 |",
        "- PyTorch: 1.8.1",
        "**PyTorch**: 1.8.1",
        "`PyTorch`: 1.8.1",
        "2024-05-17T10:22:33.1234567Z     PyTorch: 1.8.1",
        "2022-05-17 10:22:33,123 - mmaction - INFO - PyTorch: 1.8.1",
        "01/15 10:22:33 - mmengine - INFO - PyTorch: 1.8.1",
        "#8 12.34 PyTorch: 1.8.1",
        "trainer_1  | PyTorch: 1.8.1",
        "[ 12.345678] PyTorch: 1.8.1",
        "INFO:root: PyTorch: 1.8.1",
    ],
)
def test_what_stands_before_a_line_goes(text):
    assert plain(text) == "PyTorch: 1.8.1"


@pytest.mark.parametrize("text", [">=2.0.0", ">>> import torch", "$ pip list", "-e git+x#egg=y"])
def test_what_belongs_to_a_line_stays(text):
    assert plain(text) == text


def test_joined_lines_come_apart_with_their_number():
    joined = Quote(7, "PyTorch version: 1.8.1 CUDA used to build PyTorch: 11.1 OS: Ubuntu 18.04")
    assert list(pieces([joined])) == [
        Quote(7, "PyTorch version: 1.8.1"),
        Quote(7, "CUDA used to build PyTorch: 11.1"),
        Quote(7, "OS: Ubuntu 18.04"),
    ]


def test_a_printed_dict_comes_apart():
    text = "OrderedDict([('sys.platform', 'linux'), ('CUDA available', True), ('GPU 0,1', 'Tesla T4')])"
    assert [piece.text for piece in pieces([Quote(1, text)])] == [
        "sys.platform: linux",
        "CUDA available: True",
        "GPU 0,1: Tesla T4",
    ]
    assert [piece.text for piece in pieces([Quote(1, ' "Python": "3.8.10",')])] == [
        "Python: 3.8.10"
    ]
