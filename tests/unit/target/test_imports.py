"""The first error behind an import that failed, and the warnings among what was printed."""

import pytest

from envdoctor.target.imports import failure, first_error, paragraph, telling


def raised(code):
    try:
        exec(code, {"__name__": "mmcv.ops.nms"})
    except (ImportError, OSError, ValueError) as error:
        return error
    raise AssertionError("nothing was raised")


WRAPPED = """
try:
    raise OSError("libgfortran.so.5: cannot open shared object file")
except OSError as error:
    raise ImportError("IMPORTANT: PLEASE READ THIS") from error
"""
HANDLED = """
try:
    raise OSError("libcublas.so.12: cannot open shared object file")
except OSError:
    raise ValueError("libcublas.so.*[0-9] not found in the system path")
"""
SECOND_CHOICE = """
try:
    raise ModuleNotFoundError("No module named 'ujson'", name="ujson")
except ImportError:
    raise ModuleNotFoundError("No module named 'simplejson'", name="simplejson")
"""
SILENCED = """
try:
    raise OSError("not this one")
except OSError:
    raise ValueError("this one") from None
"""
LOOKED_UP = """
try:
    {}["key"]
except KeyError:
    raise ValueError("this one")
"""


@pytest.mark.parametrize(
    ("code", "first"),
    [
        (WRAPPED, "libgfortran.so.5: cannot open shared object file"),
        (HANDLED, "libcublas.so.12: cannot open shared object file"),
        (SECOND_CHOICE, "No module named 'simplejson'"),
        (SILENCED, "this one"),
        (LOOKED_UP, "this one"),
    ],
)
def test_the_first_error_is_told(code, first):
    assert str(first_error(raised(code))) == first


def test_an_error_that_is_its_own_cause_comes_to_an_end():
    error = ImportError("a")
    other = ImportError("b")
    error.__cause__, other.__cause__ = other, error
    assert first_error(error) is other


def test_a_failure_says_who_raised_it_and_what_was_missing():
    told = failure(raised("import importlib; importlib.import_module('no_such_module')"))
    assert told == {
        "error": "ModuleNotFoundError",
        "message": "No module named 'no_such_module'",
        "missing": "no_such_module",
        "where": "mmcv.ops.nms",
    }


def test_a_name_that_cannot_be_imported_is_no_missing_module():
    assert failure(raised("from json import no_such_name"))["missing"] == ""


def test_a_message_is_its_first_paragraph_on_one_line():
    assert paragraph("\n\nA module\nthat was compiled\n\nIf you are a user\n") == (
        "A module that was compiled"
    )
    assert paragraph("") == ""
    assert len(paragraph("x" * 1000)) == 300


def test_warnings_are_told_once_and_without_their_place():
    text = (
        "loading ...\n"
        "/env/torch/nn/modules/x.py:20: UserWarning: Failed to initialize NumPy: _ARRAY_API not found\n"
        "  device = torch.device('cpu')\n"
        "/env/torch/nn/modules/y.py:9: UserWarning: Failed to initialize NumPy: _ARRAY_API not found\n"
        "\nA module that was compiled using NumPy 1.x cannot be run in\n"
        "NumPy 2.2.6 as it may crash. To support both 1.x and 2.x\n"
    )
    assert telling(text) == [
        "UserWarning: Failed to initialize NumPy: _ARRAY_API not found",
        "A module that was compiled using NumPy 1.x cannot be run in NumPy 2.2.6 as it may crash. To support both 1.x and 2.x",
    ]


def test_a_chatty_module_fills_no_report():
    text = "".join(f"UserWarning: {number} {'x' * 500}\n" for number in range(50))
    assert len(telling(text)) == 5
    assert max(map(len, telling(text))) == 300
