"""The tables without what an index lacks: those rows are gone, and nothing else."""

import pytest

from envdoctor.compat.corrected import CorrectedTables, Missing
from envdoctor.compat.tables import Tables

TABLES = Tables()
LINUX = ("linux", "x86_64")
GAPS = {
    "builds": ("2.1.2", "cu121"),
    "pythons": ("2.1.2", "3.11"),
    "wheels": ("2.1.0", "cu121", "2.1", "3.10"),
    "releases": ("mmaction2", "1.2.0"),
}


def without(**gaps):
    return CorrectedTables(Missing(**{name: frozenset([gap]) for name, gap in gaps.items()}))


def test_a_build():
    tables = without(builds=GAPS["builds"])
    assert "cu121" not in tables.torch.release("2.1.2").variants_here(*LINUX)
    assert "cu118" in tables.torch.release("2.1.2").variants_here(*LINUX)
    assert tables.torch.release("2.1.1") == TABLES.torch.release("2.1.1")
    assert tables.torch.release("0.1") is None


def test_a_python_of_a_torch():
    here = without(pythons=GAPS["pythons"]).torch.release("2.1.2").pythons(*LINUX)
    assert set(TABLES.torch.release("2.1.2").pythons(*LINUX)) - set(here) == {"3.11"}


def test_a_wheel_of_mmcv():
    def folders(tables):
        every = tables.mmcv_wheels.folders(frozenset(["2.1.0"]), ("3.9", "3.10"), *LINUX)
        return {(f.variant, f.torch): f.pythons for f in every}

    cut, whole = folders(without(wheels=GAPS["wheels"])), folders(TABLES)
    assert cut.pop(("cu121", "2.1")) == {"3.9"}
    assert whole.pop(("cu121", "2.1")) == {"3.9", "3.10"}
    assert cut == whole


def test_releases():
    tables = without(releases=GAPS["releases"])
    gone = set(TABLES.openmmlab.versions("mmaction2")) - set(tables.openmmlab.versions("mmaction2"))
    assert gone == {"1.2.0"}
    assert tables.openmmlab.release("mmaction2", "1.2.0") is not None
    tables = without(releases=("mmcv", "2.1.0"))
    assert "2.1.0" not in tables.mmcv_wheels.releases()
    newest = TABLES.libraries.opencv_versions()[0]
    assert newest not in without(releases=("opencv-python", newest)).libraries.opencv_versions()


def test_a_third_party_s_wheel():
    party = next(p for p in TABLES.mmcv_wheels.third_party() if p.id == "onedl-mmcv")
    build = party.builds[0]
    version, torch = build["mmcv"][0], ".".join(build["torch"].split(".")[:2])
    tables = without(third_party=(party.package, version, str(build["cuda"]), torch))
    left = next(p for p in tables.mmcv_wheels.third_party() if p.id == "onedl-mmcv").builds
    assert list(left[0]["mmcv"]) == list(build["mmcv"])[1:]
    assert left[1:] == party.builds[1:]


@pytest.mark.parametrize("name", GAPS)
def test_gaps_add_up(name):
    one = Missing(**{name: frozenset([GAPS[name]])})
    other = Missing(builds=frozenset([("2.0.1", "cpu")]))
    both = one.joined(other)
    assert getattr(both, name) >= {GAPS[name]}
    assert ("2.0.1", "cpu") in both.builds
    assert both.joined(one) == both


def test_the_date_is_that_of_the_tables():
    tables = CorrectedTables(Missing())
    assert tables.torch.as_of == TABLES.torch.as_of
    assert tables.as_of
