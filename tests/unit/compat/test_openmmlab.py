"""What OpenMMLab releases assert when they are imported."""

import pytest
from packaging.version import Version

GATHERED = {"mmaction2": 13, "mmdet": 26, "mmpose": 16, "mmengine": 32, "mmcv": 70, "openmim": 20}


def ranges(tables, package, version):
    return {item.package: item.specifier for item in tables.openmmlab.asserts(package, version)}


def test_every_gathered_release_is_there(tables):
    assert set(tables.openmmlab.packages()) == set(GATHERED)
    for package, count in GATHERED.items():
        assert len(tables.openmmlab.versions(package)) == count


@pytest.mark.parametrize(
    ("package", "version", "expected"),
    [
        ("mmaction2", "1.2.0", {"mmcv": ">=2.0.0rc4,<2.2.0", "mmengine": ">=0.7.1,<1.0.0"}),
        ("mmaction2", "1.1.0", {"mmcv": ">=2.0.0rc4,<2.1.0", "mmengine": ">=0.7.1,<1.0.0"}),
        ("mmaction2", "0.24.1", {"mmcv": ">=1.3.6,<=1.7.0"}),
        ("mmdet", "3.3.0", {"mmcv": ">=2.0.0rc4,<2.2.0", "mmengine": ">=0.7.1,<1.0.0"}),
        ("mmdet", "2.28.2", {"mmcv": ">=1.3.17,<=1.8.0"}),
        ("mmpose", "1.3.2", {"mmcv": ">=2.0.0rc4,<=3.0.0", "mmengine": ">=0.6.0,<=1.0.0"}),
        ("mmpose", "1.0.0", {"mmcv": ">=2.0.0rc4,<=2.1.0", "mmengine": ">=0.6.0,<=1.0.0"}),
    ],
)
def test_asserts(tables, package, version, expected):
    assert ranges(tables, package, version) == expected


def test_the_assert_decides_where_documents_differ(tables):
    """mmdet 2.25.1 documents mmcv-full <1.6.0 and asserts <=1.7.0."""
    (mmcv,) = tables.openmmlab.asserts("mmdet", "2.25.1")
    assert mmcv.holds("1.7.0")
    assert not mmcv.holds("1.7.1")
    assert mmcv.upper_inclusive


def test_mmcv_2_2_0_is_refused_by_two_and_accepted_by_one(tables):
    def accepts(package, version):
        (mmcv,) = (a for a in tables.openmmlab.asserts(package, version) if a.package == "mmcv")
        return mmcv.holds("2.2.0"), mmcv.is_above("2.2.0")

    assert accepts("mmaction2", "1.2.0") == (False, True)
    assert accepts("mmdet", "3.3.0") == (False, True)
    assert accepts("mmpose", "1.3.2") == (True, False)
    assert accepts("mmpose", "1.2.0") == (True, False), "inclusive"
    assert accepts("mmpose", "1.1.0") == (False, True)


def test_too_new_and_too_old(tables):
    mmcv, mmengine = tables.openmmlab.asserts("mmaction2", "1.2.0")
    assert mmcv.required_by == "mmaction2 1.2.0"
    assert (mmcv.lower, mmcv.upper) == ("2.0.0rc4", "2.2.0")
    assert not mmcv.holds("1.7.2")
    assert not mmcv.is_above("1.7.2")
    assert mmcv.holds("2.1.0+cu121")
    assert mmengine.holds("0.10.7")
    assert mmengine.holds("1.0.0rc1")
    assert not mmengine.holds("1.0.0")
    assert "mmaction2/blob/v1.2.0/mmaction/__init__.py" in mmcv.source
    assert mmcv.as_of == "2026-11-22"
    with pytest.raises(ValueError, match=r"(?i)version"):
        mmcv.holds("unknown")


def test_unknown_is_not_empty(tables):
    assert tables.openmmlab.asserts("mmaction2", "9.9.9") is None
    assert tables.openmmlab.asserts("no-such-package", "1.0") is None
    assert tables.openmmlab.asserts("mmengine", "0.10.7") == ()
    assert tables.openmmlab.asserts("mmcv", "2.1.0+local") == ()


def test_consumers(tables):
    assert set(tables.openmmlab.consumers()) == {"mmaction2", "mmdet", "mmpose"}


def test_every_assert_is_a_range_that_some_release_meets(tables):
    for package in tables.openmmlab.consumers():
        for version in tables.openmmlab.versions(package):
            for item in tables.openmmlab.asserts(package, version):
                known = tables.openmmlab.versions(item.package)
                assert any(map(item.holds, known)), item
                for candidate in known:
                    key, upper = Version(candidate), Version(item.upper)
                    below = key <= upper if item.upper_inclusive else key < upper
                    assert item.holds(candidate) == (Version(item.lower) <= key and below)


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("python", "3.7"), ("cuda", "10.2"), ("torch", "1.8.0"), ("mmaction2", "1.0.0"),
        ("mmcv", "2.0.0"), ("mmengine", "0.7.2"), ("mmdet", "3.0.0"), ("mmpose", "1.0.0"),
    ],
)  # fmt: skip
def test_minimums(tables, name, version):
    minimum = tables.openmmlab.minimum(name)
    assert minimum.version == version
    assert "mmaction2 1.2.0 installation guide" in minimum.source
    assert minimum.met_by(version)
    assert not minimum.met_by("0.1")


def test_minimums_are_all_there(tables):
    assert len(tables.openmmlab.minimums()) == 8
    assert tables.openmmlab.minimum("numpy") is None
    assert not tables.openmmlab.minimum("mmcv").met_by("2.0.0rc4")
    assert tables.openmmlab.minimum("torch").met_by("1.8.0+cu111")


def test_newest(tables):
    newest = {package: tables.openmmlab.newest(package) for package in GATHERED}
    assert newest == {
        "mmaction2": "1.2.0", "mmdet": "3.3.0", "mmpose": "1.3.2", "mmengine": "0.10.7",
        "mmcv": "2.2.0", "openmim": "0.3.10",
    }  # fmt: skip
    assert tables.openmmlab.newest("no-such-package") is None
    assert tables.openmmlab.is_newer_than_known("mmengine", "0.11.0rc4")
    assert not tables.openmmlab.is_newer_than_known("mmengine", "0.11.0rc3"), "known, not newest"
    assert not tables.openmmlab.is_newer_than_known("no-such-package", "1.0")


def test_a_release(tables):
    release = tables.openmmlab.release("mmpose", "1.3.2")
    assert release.python_requires == ">=3.7"
    assert "mmdet>=3.0.0,<3.3.0" in release.mminstall
    assert "chumpy" in release.install_requires
    assert release.date == "2024-07-12"
    assert tables.openmmlab.release("mmaction2", "1.2.0").documented.endswith("PyTorch 1.8+")
    assert tables.openmmlab.release("mmpose", "9.9") is None


def test_names_of_mmcv(tables):
    assert tables.openmmlab.distributions("mmcv") == ("mmcv", "mmcv-full", "mmcv-lite")
    assert tables.openmmlab.distributions("mmaction") == ("mmaction2",)
    assert tables.openmmlab.distributions("torch") == ()
    assert tables.openmmlab.mmcv_distribution("2.1.0", ops=True) == "mmcv"
    assert tables.openmmlab.mmcv_distribution("2.1.0", ops=False) == "mmcv-lite"
    assert tables.openmmlab.mmcv_distribution("1.7.2", ops=True) == "mmcv-full"
    assert tables.openmmlab.mmcv_distribution("1.7.2", ops=False) == "mmcv"
    assert tables.openmmlab.mmcv_distribution("2.0.0rc1", ops=True) == "mmcv"


def test_renames_and_repositories(tables):
    assert tables.openmmlab.renamed("mmcv.runner") == "mmengine.runner"
    assert tables.openmmlab.renamed("mmcls") == "mmpretrain"
    assert tables.openmmlab.renamed("torch") is None
    assert tables.openmmlab.repository("mmdet") == "https://github.com/open-mmlab/mmdetection"
    assert tables.openmmlab.repository("torch") is None


@pytest.mark.parametrize(
    ("package", "version", "former"),
    [
        ("mmcv", "1.7.2", True),
        ("mmcv", "2.0.0rc1", False),
        ("mmcv", "2.1.0+cpu", False),
        ("mmdet", "2.28.2", True),
        ("mmdet", "3.3.0", False),
        ("mmaction2", "0.24.1", True),
        ("mmaction2", "1.0.0rc0", False),
        ("mmdet3d", "1.0.0rc6", True),
        ("mmdet3d", "1.1.0", False),
        ("mmcls", "0.25.0", True),
        ("numpy", "1.0", None),
    ],
)
def test_generations(tables, package, version, former):
    assert tables.openmmlab.of_former_generation(package, version) is former
