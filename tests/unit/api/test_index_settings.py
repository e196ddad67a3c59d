"""A machine as wheel tags say it."""

import pytest

from envdoctor.api.index_settings import platform_tag
from envdoctor.compat.tables import Tables
from envdoctor.facts.described import Description, described
from envdoctor.model.wheel_tags import fits


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("linux_x86_64", "linux_x86_64"),
        ("manylinux_2_28_x86_64", "manylinux_2_28_x86_64"),
        ("manylinux2014_aarch64", "manylinux_2_17_aarch64"),
        ("musllinux_1_2_x86_64", "musllinux_1_2_x86_64"),
        ("win_amd64", "win_amd64"),
        ("macosx_11_0_arm64", "macosx_11_0_arm64"),
    ],
)
def test_what_was_said_comes_back(said, tag):
    facts = described(Description((), "", said, is_gpu_wanted=False), Tables())
    assert platform_tag(facts) == tag
    assert fits(f"cp310-cp310-{said}", "cp310", tag)


def test_an_old_c_library_takes_no_new_wheels():
    facts = described(Description((), "", "manylinux2014_x86_64", is_gpu_wanted=False), Tables())
    assert fits("cp310-cp310-manylinux_2_17_x86_64", "cp310", platform_tag(facts))
    assert not fits("cp310-cp310-manylinux_2_28_x86_64", "cp310", platform_tag(facts))
