"""Messages as people retype them are found by their own rows, and are sure of nothing."""

import re

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.retyped import loosened, plain
from envdoctor.diagnose.errors.scan import sightings
from envdoctor.model.account import Excerpt, Quote
from tests.support.texts import named

ROWS = Tables().known_errors.all()
NEARLY_ALL = 0.97


def retyped(row):
    """The sample's own line, and with `beside` what stands near it, as somebody may retype it."""
    own = [line for line in row.sample if re.search(row.regex, line)][:1]
    return plain("\n".join(row.sample if row.beside else own)).lower()


def is_found(row):
    lines = tuple(Quote(n, line) for n, line in enumerate(retyped(row).splitlines(), 1))
    seen = sightings(Excerpt(lines, len(lines), 1), OneRow(row))
    return [sighting.signature.id for sighting in seen][:1] == [row.id]


class OneRow:
    """Tables that know one message alone."""

    def __init__(self, row):
        self.known_errors = self
        self._row = row

    def all(self):
        return (self._row,)


def test_nearly_all_rows_find_their_own_message_retyped():
    lost = [row.id for row in ROWS if not is_found(row)]
    assert len(lost) <= len(ROWS) * (1 - NEARLY_ALL), lost


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_regex_can_be_loosened(row):
    assert loosened(row.regex) is not None


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("AttributeError: COCO object has no attribute get_cat_ids\n", "conflicting_packages"),
        ("module not found error: no module named mmcv\n", "dependency_missing"),
        ("cant find rust compiler\n", "compiler_missing"),
        ("The detected cuda version (12.1) mismatches the version that was used to compile PyTorch (11.8)\n",
         "cuda_toolkit_mismatch_for_build"),
        ("torch not compiled with cuda enabled\n", "torch_cpu_build_installed"),
    ],
)  # fmt: skip
def test_retyped_messages_are_understood(text, cause):
    assert named(text)[0][0] == cause


def test_what_is_found_loosely_is_never_sure():
    printed = "ImportError: libtorch_cuda.so: CUDA_HOME environment variable is not set\n"
    assert named(printed)[0] == ("cuda_home_misconfigured", "high")
    assert named(printed.lower())[0] == ("cuda_home_misconfigured", "medium")


def test_not_where_a_message_stands_as_it_is_printed():
    text = "RuntimeError: CUDA out of memory.\ncuda_home environment variable is not set\n"
    assert "cuda_home_misconfigured" not in dict(named(text))


def test_a_name_that_goes_on_is_another():
    assert loosened("No module named 'torch'").search("no module named torch")
    assert not loosened("No module named 'torch'").search("no module named torchvision")
    assert not loosened("No module named 'torch'").search("no module named torch._six")
    assert loosened("No module named 'torch'").search("no module named torch.")


def test_a_regex_that_cannot_be_loosened():
    assert loosened("a(?P<quote>b)(?<=[') c") is None
