"""Questions to a listing, where some answered and some did not."""

import pytest

from envdoctor.model.listing import (
    ANSWERED,
    FIND_LINKS,
    INDEX,
    MISSING,
    THERE,
    UNKNOWN,
    UNREACHABLE,
    File,
    Listing,
    Source,
)


def file(version, tag="cp38-cp38-linux_x86_64", source="a", **more):
    tags = (tag,) if tag else ()
    known = File("mmcv", version, f"mmcv-{version}", tags, source, "", None, "", "", False, "")
    return known._replace(**more)


def source(address, state=ANSWERED, silent=()):
    return Source(INDEX, address, "", state, "", {}, silent, 0.0)


def listing(*files, sources=None):
    return Listing(("mmcv", "torch"), sources or (source("a"),), {"mmcv": files, "torch": ()})


@pytest.mark.parametrize("version", ["2.1", "2.1.0", "2.1.0.0"])
def test_a_version_is_the_same_however_it_is_written(version):
    assert listing(file("2.1.0")).has("mmcv", version) == THERE


@pytest.mark.parametrize("name", ["MMCV", "mmcv"])
def test_a_name_is_the_same_however_it_is_written(name):
    assert listing(file("2.1.0")).has(name) == THERE


def test_a_zero_that_counts():
    assert listing(file("2.10")).has("mmcv", "2.1") == MISSING
    assert listing(file("2.1.0rc0")).has("mmcv", "2.1.0rc") == MISSING


def test_unknown_as_long_as_somebody_may_have_it():
    sources = (source("a"), source("b", UNREACHABLE, ("mmcv",)))
    found = listing(file("2.1.0"), sources=sources)
    assert found.has("mmcv", "2.1.0") == THERE
    assert found.has("mmcv", "2.2.0") == UNKNOWN
    assert found.has("mmcv", "2.2.0", at="a") == MISSING
    assert found.has("mmcv", "2.1.0", at="b") == UNKNOWN
    assert found.has("torch") == MISSING
    assert found.has("torch", at="nobody") == UNKNOWN
    assert found.has_sdist("mmcv", "2.1.0") == UNKNOWN


def test_versions_are_in_order():
    files = [file(version) for version in ("2.10.0", "2.9.0", "2.0.0rc4", "2.0.0")]
    assert listing(*files).versions("mmcv") == ("2.0.0rc4", "2.0.0", "2.9.0", "2.10.0")


@pytest.mark.parametrize(
    ("requires", "expected"),
    [
        (">=3.9", MISSING),
        (">=3.8.5", THERE),
        ("<3.8.1", THERE),
        ("rubbish", THERE),
        ("==2.*", MISSING),
    ],
)
def test_the_python_that_a_file_wants(requires, expected):
    found = listing(file("2.1.0", requires_python=requires))
    assert found.has("mmcv", "2.1.0", "cp38", "linux_x86_64") == expected


def test_a_page_is_a_source_as_well():
    pages = (source("p")._replace(kind=FIND_LINKS),)
    assert listing(sources=pages).has("torch") == MISSING
